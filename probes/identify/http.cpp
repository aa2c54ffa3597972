#include "probes/identify/http.hpp"

#include "probes/identify/exchanges.hpp"
#include "probes/identify/judge.hpp"
#include "probes/identify/tls.hpp"
#include "probes/wire/ascii.hpp"
#include "text/names.hpp"

#include <algorithm>

namespace fairway::identify {

namespace {

// RFC 9110 §15.5.8: of a proxy only; RFC 6585 §6: of who controls access to the network, and no origin server.
constexpr unsigned proxy_login = 407, network_login = 511;
// RFC 9110 §15.6.3 and §15.6.5: a gateway in front of the service does not get an answer from it.
constexpr unsigned bad_gateway = 502, gateway_timeout = 504;

/// How proxies name themselves in pages of their own; what they pass on keeps the origin's name.
constexpr std::string_view proxies[] = {"squid", "Zscaler", "BlueCoat"};

std::string http_request(const context& c) {
    return wire::http_request({"HEAD", nobodys_path, c.server_name, ""});
}

std::string https_request(const context& c) {
    return wire::http_request({"HEAD", "/", c.server_name, ""});
}

reply judge_head(const wire::http_head& head) {
    if (is_of_proxy(head)) return {reply::verdict::proxy, describe_proxy(head)};
    if (head.status == bad_gateway || head.status == gateway_timeout)
        return refused("HTTP " + describe(head) + ": a gateway that does not reach the service");
    return confirmed("HTTP " + describe(head));
}

reply read_http(const context& c, std::string_view received) {
    return judge(wire::decode_http_head(received), received, [&](const wire::http_head& head) {
        reply said = judge_head(head);
        if (said.says == reply::verdict::confirmed) said.leads_to = leads_elsewhere(head, c.server_name, nobodys_path);
        if (!said.leads_to.empty()) said.identity += " (to " + printable(said.leads_to, 40) + ")";
        return said;
    });
}

// Who leads elsewhere through TLS shows by its certificate who it is.
reply read_https(const context&, std::string_view received) {
    return judge(wire::decode_http_head(received), received, judge_head);
}

/// "example.com" of "a.example.com"
std::string_view last_two_labels(std::string_view name) {
    const auto last = name.rfind('.');
    if (last == std::string_view::npos || last == 0) return name;
    const auto before = name.rfind('.', last - 1);
    return before == std::string_view::npos ? name : name.substr(before + 1);
}

bool is_redirect(unsigned status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

constinit const exchange http{http_request, read_http};
constinit const exchange https{https_request, read_https};

std::string describe(const wire::http_head& head) {
    const std::string_view server = head.first("Server");
    return std::to_string(head.status) + (server.empty() ? "" : ", " + printable(server));
}

bool is_of_proxy(const wire::http_head& head) {
    if (head.status == proxy_login || head.status == network_login) return true;
    if (!head.first("X-Squid-Error").empty()) return true;
    const std::string_view server = head.first("Server");
    return std::any_of(std::begin(proxies), std::end(proxies),
                       [&](std::string_view name) { return wire::same_word(server.substr(0, name.size()), name); });
}

std::string describe_proxy(const wire::http_head& head) {
    std::string text = "HTTP " + describe(head);
    if (head.status == proxy_login) text += ", wants a proxy login";
    if (head.status == network_login) text += ", wants a network login";
    // RFC 9110 §7.6.3: "1.1 proxy01 (squid/5.7)"
    const std::string_view via = head.first("Via");
    const std::string_view from = via.substr(std::min(via.find(' '), via.size()));
    const std::string_view name = from.substr(std::min<std::size_t>(1, from.size()));
    if (const auto host = name.substr(0, name.find_first_of(" ,")); !host.empty())
        text += ", via " + printable(host, 20);
    return text;
}

std::string leads_elsewhere(const wire::http_head& head, std::string_view server_name, std::string_view path) {
    if (!is_redirect(head.status)) return {};
    std::string location(head.first("Location"));
    if (location.starts_with("//")) location.insert(0, "http:");
    const auto at = host_of_url(location);
    // An address has a name, and may lead to it.
    if (!at || server_name.empty() || is_ip_address(server_name)) return {};
    const std::string host = canonical_host(at->host), own = canonical_host(server_name);
    if (!is_ip_address(host) && last_two_labels(host) == last_two_labels(own)) return {};
    const std::string_view target = std::string_view(location).substr(0, location.find_first_of("?#"));
    return target.ends_with(path) ? std::string() : host;
}

} // namespace fairway::identify
