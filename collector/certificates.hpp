#pragma once

#include "collector/plausible_time.hpp"
#include "support/utc_time.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::collector {

/// A private key (ECDSA P-256) and its certificate, both PEM.
struct key_and_certificate {
    std::string key, certificate;
};

inline constexpr std::chrono::hours authority_lifetime{24 * 3650};
inline constexpr std::chrono::hours certificate_lifetime{24 * 397}; ///< more is refused by some clients
inline constexpr std::chrono::hours renewal_before_end{24 * 30};

/// From when until when a certificate is valid.
struct validity {
    wall_time from, until;
};

/// Of a server certificate that is made now: from a day before the earliest time that it may be until 397 days after
/// the latest, within that of its CA. Nothing if the CA is not valid then.
std::optional<validity> validity_for(const possible_time& t, const validity& authority);

/// Whether a new one is better: the one in use is not valid yet, at any time that it may be, or ends within 30 days, or
/// was made for a time that nobody knew, and now somebody does.
bool should_renew(const validity& in_use, const possible_time& t, const validity& authority);

/// A CA that signs this collector's certificates, and nothing else. These throw std::runtime_error.
key_and_certificate make_authority(const std::string& name, wall_time now);

/// A server certificate for these host names and IP addresses, at least one.
key_and_certificate make_server_certificate(const key_and_certificate& authority, const std::vector<std::string>& names,
                                            const possible_time& now);

/// What people and the collector itself want to know of a certificate.
struct certificate_facts {
    std::string subject;            ///< common name
    std::string sha256;             ///< of the certificate (DER), 64 hexadecimal digits
    std::vector<std::string> names; ///< host names and addresses that it is for
    wall_time not_before, not_after;

    validity valid() const { return {not_before, not_after}; }
};
/// Of the first certificate in a PEM text.
certificate_facts read_certificate(std::string_view pem);

/// Whether the CA signed the first certificate in `pem`.
bool is_signed_by(std::string_view pem, std::string_view authority_pem);

} // namespace fairway::collector
