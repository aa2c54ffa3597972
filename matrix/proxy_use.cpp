#include "matrix/proxy_use.hpp"

#include "text/ip_network.hpp"
#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

std::optional<std::string> check_proxy_url(std::string_view url) {
    // What stands before an "@" may be a password: it is not shown.
    if (url.find('@') != std::string_view::npos)
        return "the URL must not contain a user name: put USER:PASSWORD into a file of its own, and name that; "
               "expected "
               "http://HOST:PORT";
    const auto read = parse_proxy_url(url);
    if (!read) return read.problems.front().message;
    return std::nullopt;
}

std::optional<std::string> check_proxy_exception(std::string_view entry) {
    std::string_view host = entry;
    if (host.starts_with("*.")) host.remove_prefix(2);
    if (host.starts_with('.')) host.remove_prefix(1);
    if (entry == "*" || parse_ip_network(entry) || parse_host_port(host, 443)) return std::nullopt;
    return "expected a host, a domain such as .example.com, an IP address or a network such as 10.0.0.0/8, found " +
           in_quotes(entry);
}

std::string proxy_towards(const proxy_use& use, host_port service) {
    if (use.url.empty()) return {};
    service.host = canonical_host(service.host);
    const auto address = parse_ip_address(std::string_view(service.host).substr(0, service.host.find('%')));
    if (address && (is_private(*address) || is_loopback(*address))) return {};
    if (std::any_of(use.except.begin(), use.except.end(), [&](const auto& e) { return is_meant_by(e, service); }))
        return {};
    const auto proxy = parse_proxy_url(use.url);
    return proxy ? proxy.value->at.text() : std::string();
}

} // namespace fairway
