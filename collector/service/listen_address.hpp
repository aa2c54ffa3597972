#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway::collector {

/// Where to listen.
struct listen_address {
    std::string address; ///< numeric
    std::uint16_t port = 0;
    bool tls = true;
};

/// "0.0.0.0:9440", "[::]:9440", or without TLS, for loopback addresses only, "http://127.0.0.1:8080". What is wrong
/// with anything else is in `why_not`.
std::optional<listen_address> parse_listen_address(std::string_view text, std::string& why_not);

/// "[::1]:9440"
std::string to_string(const listen_address& l);

} // namespace fairway::collector
