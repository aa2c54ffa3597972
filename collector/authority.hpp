#pragma once

#include "support/utc_time.hpp"

#include <mutex>
#include <string>
#include <vector>

namespace fairway::collector {

/// A certificate authority that probers are to trust.
struct trusted_authority {
    std::string sha256; ///< of its certificate (DER), 64 hexadecimal digits
    std::string pem;
    wall_time not_before, not_after;
    bool operator==(const trusted_authority&) const = default;
};
/// Throws std::runtime_error if the PEM holds no certificate.
trusted_authority read_authority(const std::string& pem);

/// In a roll-over there are two.
inline constexpr std::size_t most_authorities = 4;
inline constexpr std::size_t longest_trusted_text = most_authorities * 65;

/// "FINGERPRINT,FINGERPRINT" in ascending order: how a prober says whom it trusts (Fairway-Authorities).
std::string trusted_text(const std::vector<trusted_authority>& all);

/// The authorities in use, the one that the server certificate is from first; never empty. Changed while others read.
/// Thread-safe.
class authority_list {
  public:
    explicit authority_list(std::vector<trusted_authority> all) { put(std::move(all)); }
    void put(std::vector<trusted_authority> all);
    std::vector<trusted_authority> get() const;

  private:
    mutable std::mutex mutex_;
    std::vector<trusted_authority> all_;
};

} // namespace fairway::collector
