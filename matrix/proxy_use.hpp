#pragma once

#include "text/http_proxy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// How external services are reached over TCP: through an HTTP proxy, or not.
struct proxy_use {
    std::string url;                 ///< empty: directly, whatever else is said
    std::string credentials_file;    ///< one line USER:PASSWORD; empty: the proxy asks for none
    std::vector<std::string> except; ///< reached directly all the same; see is_meant_by()

    bool operator==(const proxy_use&) const = default;
};

/// What is wrong with the URL of a proxy as files and command lines have it: without a password.
std::optional<std::string> check_proxy_url(std::string_view url);

/// What is wrong with one of the exceptions.
std::optional<std::string> check_proxy_exception(std::string_view entry);

/// The proxy towards a service, "proxy.example:3128"; empty: directly, as always to addresses of private networks and
/// of this host.
std::string proxy_towards(const proxy_use& use, host_port service);

} // namespace fairway
