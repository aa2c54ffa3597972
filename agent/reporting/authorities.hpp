#pragma once

#include "support/utc_time.hpp"
#include "text/problem.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

// Whom a prober trusts to be its collector: the certificate authorities in ca.pem. One comes with the enrollment; when
// it is about to end, the collector announces the next with its answers, over a connection that the prober trusts
// already.

inline constexpr std::size_t most_authorities = 4;

struct authority_certificate {
    std::string sha256; ///< 64 lower-case hexadecimal digits
    std::string pem;
    bool is_ca = false; ///< it may sign others
    wall_time not_after;
};

/// The certificates in a text, as far as it can be read, the first `most_authorities`.
std::vector<authority_certificate> authorities_in(std::string_view pem);

/// Their fingerprints in ascending order, with commas: by which a collector sees whom we trust (Fairway-Authorities).
std::string fingerprints_of(std::vector<authority_certificate> all);

/// When the last of them ends, and nobody is trusted any more; nothing if there is none.
std::optional<wall_time> last_end_of(const std::vector<authority_certificate>& all);

/// From how long before that on people have to hear of it.
inline constexpr std::chrono::hours authority_ends_soon{24 * 180};

/// The answer to GET /api/v1/authorities as a text for ca.pem. `announced`: the fingerprints that it must have, as
/// fingerprints_of() writes them; and each must be a CA.
read_result<std::string> read_authorities(const std::string& body, const std::string& announced);

} // namespace fairway
