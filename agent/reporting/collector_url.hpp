#pragma once

#include "text/http_proxy.hpp"
#include "text/problem.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fairway {

inline constexpr std::uint16_t collector_port = 9440; ///< where the URL names none

/// "https://HOST[:PORT]", nothing behind it: a collector owns its whole host name.
read_result<host_port> parse_collector_url(std::string_view url);
std::string collector_url(const host_port& at); ///< the same, always with its port: two are equal if their texts are

/// What says through which proxy to go: the configuration, else the environment.
struct proxy_settings {
    std::string configured;  ///< a URL; "none": go direct whatever the environment says; empty: the environment decides
    std::string https_proxy; ///< HTTPS_PROXY or https_proxy
    std::string no_proxy;    ///< NO_PROXY or no_proxy
};

/// With what the environment of this process says.
proxy_settings proxy_settings_here(std::string configured = {});

/// The URL of the proxy towards `to`; empty: direct. A configured one always counts; that of the environment does not
/// count for loopback addresses and what NO_PROXY names, see is_meant_by().
std::string proxy_towards(const host_port& to, const proxy_settings& settings);

} // namespace fairway
