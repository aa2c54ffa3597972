#pragma once

#include "text/host_port.hpp"
#include "text/problem.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fairway {

inline constexpr std::uint16_t usual_proxy_port = 3128;

/// An HTTP proxy that can CONNECT.
struct http_proxy {
    host_port at;
    std::string user, password; ///< decoded; both empty: it asks for none. Never shown
};

/// "http://[USER:PASSWORD@]HOST:PORT" or "HOST:PORT". Problems never show the password.
read_result<http_proxy> parse_proxy_url(std::string_view url);

} // namespace fairway
