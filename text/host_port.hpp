#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// A host and a port that something is reached at.
struct host_port {
    std::string host; ///< a name, or an address without brackets
    std::uint16_t port = 0;

    std::string text() const; ///< "collector.example:9440", "[fd00::1]:9440"
    bool operator==(const host_port&) const = default;
};

/// "host:port", "[v6]:port", the port optional; nothing if it is anything else. Names become lower case, without a
/// final dot.
std::optional<host_port> parse_host_port(std::string_view text, std::uint16_t default_port);

/// Whether a URL begins with "https://" or the like, in any case.
bool begins_with_scheme(std::string_view url, std::string_view scheme);

/// Whether one entry of NO_PROXY means `to`: "*", "host", "example.com" and ".example.com" (with all names below), an
/// address, a network ("10.0.0.0/8"), each with ":PORT" or without.
bool is_meant_by(std::string_view entry, const host_port& to);

} // namespace fairway
