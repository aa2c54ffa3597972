#pragma once

#include "collector/authority.hpp"
#include "collector/certificates.hpp"
#include "collector/http/tls_identity.hpp"
#include "collector/store/store.hpp"
#include "support/utc_time.hpp"
#include "text/problem.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fairway::collector {

inline constexpr std::uint16_t default_port = 9440;

/// Everything that a collector keeps, in one directory that only its owner may enter.
class data_directory {
  public:
    explicit data_directory(std::string path) : path_(std::move(path)) {}

    const std::string& path() const { return path_; }
    std::string authority_certificate() const { return path_ + "/ca.pem"; }
    std::string authority_key() const { return path_ + "/ca.key"; }
    std::string server_certificate() const { return path_ + "/server.pem"; }
    std::string server_key() const { return path_ + "/server.key"; }
    std::string lock() const { return path_ + "/lock"; } ///< held by whoever works on it (file_lock)
    std::string database() const { return path_ + "/fairway.db"; }
    // While a new CA takes the place of the one in use.
    std::string next_authority_certificate() const { return path_ + "/next-ca.pem"; }
    std::string next_authority_key() const { return path_ + "/next-ca.key"; }
    std::string finish_now() const {
        return path_ + "/next-ca.now";
    } ///< exists if an administrator wants no more waiting
    std::string listening() const { return path_ + "/listening.json"; }         ///< where its server listens
    std::string unfinished() const { return path_ + "/init-has-not-finished"; } ///< exists while `init` runs

    /// A problem if it does not exist or is not what `init` creates.
    std::optional<problem> missing() const;

    /// What others than its owner may read or enter of it, each with the command that mends it.
    std::vector<problem> exposed() const;

    /// Removes what killed processes have left half written: "NAME.tmp-NUMBER" of the files that it consists of. For
    /// the one who holds the lock.
    void remove_unfinished_files() const;

    // These throw std::runtime_error.
    key_and_certificate authority() const;
    key_and_certificate server() const;
    /// Writes both, the key for its owner only.
    void put_authority(const key_and_certificate& a) const;
    void put_server(const key_and_certificate& s) const;
    /// The server's key and chain, including the CA's certificate.
    tls_identity identity() const;
    std::unique_ptr<store> open_store() const;

    /// Whom probers are to trust: the CA in use and, in a roll-over, the next one.
    std::vector<trusted_authority> authorities() const;

    /// SHA-256 of the CA's certificate: what an enrolling prober is given and compares.
    std::string ca_fingerprint() const;
    /// "https://NAME:PORT" with the first name of the certificate, and the port on which the server last listened.
    std::string url() const;

  private:
    std::string path_;
};

/// Makes a new server certificate for the same names if should_renew() says so and the directory's own CA signed the
/// one in use. Returns whether it did.
bool renew_certificate(const data_directory& directory, const possible_time& now);

/// A new CA in the place of the one in use, without anybody noticing. First both are trusted: probers learn the new one
/// with their reports, while the server still shows a certificate from the old one. Once all know it, the server takes
/// a certificate from the new one, and the old one is forgotten.
///
/// Begins it: makes the new CA. Throws std::runtime_error.
void begin_roll_over(const data_directory& directory, wall_time now);
bool is_rolling_over(const data_directory& directory);
/// Ends it. Interrupted at any point, it can be called again.
void finish_roll_over(const data_directory& directory, const possible_time& now);
/// Whether the server shows a certificate from the new CA already: finish_roll_over() was interrupted.
bool is_half_rolled_over(const data_directory& directory);

} // namespace fairway::collector
