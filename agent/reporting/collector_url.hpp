#pragma once

#include "text/problem.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

inline constexpr std::uint16_t collector_port = 9440; ///< where the URL names none

/// A host and a port that something is reached at.
struct host_port {
    std::string host; ///< a name, or an address without brackets
    std::uint16_t port = 0;

    std::string text() const; ///< "collector.example:9440", "[fd00::1]:9440"
};

/// "https://HOST[:PORT]", nothing behind it: a collector owns its whole host name.
read_result<host_port> parse_collector_url(std::string_view url);
std::string collector_url(const host_port& at); ///< the same, always with its port: two are equal if their texts are

/// An HTTP proxy that can CONNECT.
struct http_proxy {
    host_port at;
    std::string user, password; ///< decoded; both empty: it asks for none. Never shown
};

/// "http://[USER:PASSWORD@]HOST:PORT" or "HOST:PORT". Problems never show the password.
read_result<http_proxy> parse_proxy_url(std::string_view url);

/// What says through which proxy to go: the configuration, else the environment.
struct proxy_settings {
    std::string configured;  ///< a URL; "none": go direct whatever the environment says; empty: the environment decides
    std::string https_proxy; ///< HTTPS_PROXY or https_proxy
    std::string no_proxy;    ///< NO_PROXY or no_proxy
};

/// With what the environment of this process says.
proxy_settings proxy_settings_here(std::string configured = {});

/// The URL of the proxy towards `to`; empty: direct. A configured one always counts; that of the environment does not
/// count for loopback addresses and what NO_PROXY names: "*", "host", "example.com" and ".example.com" (with all names
/// below), an address, a network ("10.0.0.0/8"), each with ":PORT" or without.
std::string proxy_towards(const host_port& to, const proxy_settings& settings);

} // namespace fairway
