#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

namespace fairway {

/// What of a file is read.
enum class readable_file {
    any,     ///< also what the kernel makes up (/proc): its end is found by reading
    regular, ///< no folder, device or pipe
    secret,  ///< regular, and nobody but its owner may read or change it
};

struct file_content {
    enum class result { read, cannot_open, cannot_read, folder, not_regular, not_private };
    result outcome = result::read;
    int error = 0;          ///< as errno has it; cannot_open, cannot_read
    std::string text;       ///< result::read: at most `limit` bytes
    bool whole = true;      ///< false: there is more than that
    std::uint64_t size = 0; ///< of a regular file, as the system says
};

/// The first `limit` bytes of a file; never waits for a pipe that nobody writes to. A secret leaves no copies behind.
file_content read_file(const std::string& path, std::size_t limit, readable_file which);

/// The same of standard input.
file_content read_standard_input(std::size_t limit);

// An error_code without a value: it is done.

/// A new empty file that only its owner may read; file_exists where there is one.
std::error_code create_private_file(const std::string& path);

/// A new folder that only its owner may enter. One that is there stays as it is, and is no error.
std::error_code create_private_folder(const std::string& path);

/// Takes all rights from everybody but the owner of a file or folder.
std::error_code make_private(const std::string& path);

/// Whether nobody but its owner has a right; nothing where there is no such file. On Windows, SYSTEM, Administrators
/// and the service's own account are no strangers either.
std::optional<bool> is_private(const std::string& path);

/// The command that does the same as make_private(), for people: of a file or of a folder.
std::string how_to_make_private(const std::string& path);

/// What was written to a file lasts from here on.
std::error_code sync_file(const std::string& path);

/// Gives a file a new name, and never takes the place of another file, as far as the file system can promise that.
std::error_code rename_to_new(const std::string& from, const std::string& to);

enum class file_kind { missing, regular, folder, other, unknown };

/// What there is under a name, behind symbolic links.
struct file_look {
    file_kind kind = file_kind::unknown;
    std::error_code error;  ///< file_kind::unknown, and why
    std::uint64_t size = 0; ///< file_kind::regular
    // Which file it is, whatever it is called: two names with the same numbers lead to one file.
    std::uint64_t device = 0, number = 0;
};
file_look look_at(const std::string& path);

/// Whether the name is taken, and be it by a symbolic link to nowhere.
bool is_there(const std::string& path);

/// Of all that is in a folder, in no order. Throws std::system_error.
std::vector<std::string> names_in_folder(const std::string& folder);

/// What a word of the command line means as files: the word. On Windows, whose shells leave that to programs, a name
/// with
/// "*" or "?" in it stands for all files that match, in order; for itself where none does.
std::vector<std::string> files_meant_by(const std::string& word);

/// A folder and those above it, as far as they are missing.
std::error_code create_folders(const std::string& path);

/// A file, or a folder and all that is in it. One that is not there is no error.
std::error_code remove_with_content(const std::string& path);

std::error_code may_read(const std::string& path);
std::error_code may_create_in(const std::string& folder);

} // namespace fairway
