#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// What an HTTP proxy had to do with what was seen of a port behind it.
enum class proxy_part : std::uint8_t {
    passed,  ///< It made the connection: the rest was seen of the service.
    refused, ///< It said no.
    unclear, ///< An HTTP error, of the proxy or of the service.
    itself,  ///< This was seen of the proxy, and nothing of the service.
};
std::string_view to_string(proxy_part p);
std::optional<proxy_part> parse_proxy_part(std::string_view word);

struct proxy_answer {
    std::string proxy; ///< "proxy.example:3128"
    proxy_part part = proxy_part::itself;
    std::uint16_t status = 0;      ///< refused, unclear: of its HTTP answer
    bool with_credentials = false; ///< It was given a user name and a password.

    bool operator==(const proxy_answer&) const = default;
};

} // namespace fairway
