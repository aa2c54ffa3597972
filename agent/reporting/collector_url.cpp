#include "agent/reporting/collector_url.hpp"

#include "text/ip_address.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <cstdlib>

namespace fairway {

namespace {

constexpr std::size_t longest_url = 1024;

std::string environment(const char* upper_case, const char* lower_case) {
    for (const char* name : {upper_case, lower_case})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
    return {};
}

bool is_loopback(const host_port& to) {
    if (to.host == "localhost") return true;
    const auto address = parse_ip_address(to.host);
    return address && is_loopback(*address);
}

} // namespace

read_result<host_port> parse_collector_url(std::string_view url) {
    const auto fail = [](std::string why) { return read_result<host_port>{std::nullopt, {{"", "", std::move(why)}}}; };
    const std::string expected = "expected https://HOST or https://HOST:PORT";
    if (url.size() > longest_url) return fail("the URL is too long; " + expected);
    // What stands before an "@" may be a password.
    if (url.find('@') != std::string_view::npos)
        return fail("the URL must not contain a user name: a prober has its own credential; " + expected);
    if (begins_with_scheme(url, "http://"))
        return fail(in_quotes(url) + ": reports and credentials are sent only over TLS; " + expected);
    if (!begins_with_scheme(url, "https://")) return fail(in_quotes(url) + ": " + expected);
    auto rest = url.substr(8);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    auto at = parse_host_port(rest, collector_port);
    if (!at) return fail(in_quotes(url) + ": " + expected);
    return {std::move(at), {}};
}

std::string collector_url(const host_port& at) {
    return "https://" + at.text();
}

proxy_settings proxy_settings_here(std::string configured) {
    return {std::move(configured), environment("HTTPS_PROXY", "https_proxy"), environment("NO_PROXY", "no_proxy")};
}

std::string proxy_towards(const host_port& to, const proxy_settings& settings) {
    if (settings.configured == "none") return {};
    if (!settings.configured.empty()) return settings.configured;
    if (settings.https_proxy.empty() || is_loopback(to)) return {};
    std::string_view list = settings.no_proxy;
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        auto entry = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        while (!entry.empty() && (entry.front() == ' ' || entry.front() == '\t'))
            entry.remove_prefix(1);
        while (!entry.empty() && (entry.back() == ' ' || entry.back() == '\t'))
            entry.remove_suffix(1);
        if (!entry.empty() && is_meant_by(entry, to)) return {};
    }
    return settings.https_proxy;
}

} // namespace fairway
