#pragma once

#include "support/system/file_lock.hpp"
#include "support/utc_time.hpp"
#include "text/problem.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// Who this prober is to its collector. Kept in the state folder, readable by its owner only.
struct identity {
    std::string collector;       ///< "https://fairway.example:9440"
    std::string prober;          ///< as the collector calls it; empty: it was asked, and has not answered yet
    std::string install_id;      ///< 32 hexadecimal digits, the same as long as the state folder is kept
    std::string credential;      ///< 64 hexadecimal digits: a secret
    std::string next_credential; ///< the one that is to replace it; empty: no change is under way
    wall_time credential_since;  ///< when `credential` was made

    bool enrolled() const { return !prober.empty(); }
};

/// By which a collector tells this machine from a clone with the same identity: a hash, new with each start of the
/// machine, that says nothing of it. Empty where the system cannot tell its starts apart.
std::string boot_mark(const identity& who, const std::string& boot_id);

// The files of a state folder.
std::string identity_file(const std::string& state_folder);
std::string authority_file(const std::string& state_folder);              ///< ca.pem: whom alone this prober trusts
read_result<std::string> read_authority(const std::string& state_folder); ///< what is in it, PEM
std::string spool_folder(const std::string& state_folder);

/// Whether the folder has an identity at all, readable or not.
bool has_identity(const std::string& state_folder);

std::string to_text(const identity& of);

/// The inverse, strict. `file` is used in problems only, which never show a secret.
read_result<identity> parse_identity(std::string_view text, const std::string& file);

/// Reads the identity of a state folder. One that others may read is a problem: it is no secret any more.
read_result<identity> read_identity(const std::string& state_folder);

/// Replaces it at once; it outlasts a power failure. For whoever has the lock. Throws std::system_error.
void save_identity(const std::string& state_folder, const identity& of);

/// Who may change the identity of a folder that exists: one at a time, and until the lock ends. Nothing where another
/// process does. Throws std::system_error.
std::optional<file_lock> lock_identity(const std::string& state_folder);

/// Replaces what this process takes for the identity, unless another process has changed that, or is about to: then it
/// throws std::runtime_error, and nothing has changed.
void change_identity(const std::string& state_folder, const identity& from, const identity& to);

} // namespace fairway
