#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace fairway::collector {

inline constexpr std::int64_t most_token_uses = 100'000;
inline constexpr std::chrono::seconds default_token_lifetime = std::chrono::hours(24);
inline constexpr std::chrono::seconds longest_token_lifetime = std::chrono::hours(24 * 30);
inline constexpr const char* default_site = "default";

/// What to type on a host that is to report here. The token goes through standard input: it must not show in a list
/// of processes.
inline std::string enrollment_command(const std::string& url, const std::string& ca_fingerprint) {
    return "fairway enroll --collector " + url + " --ca-fingerprint " + ca_fingerprint + " --token-file -";
}

} // namespace fairway::collector
