#include "agent/reporting/collector_url.hpp"

#include "probes/net/address.hpp"
#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace fairway {

namespace {

constexpr std::size_t longest_url = 1024;

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

bool begins_with_scheme(std::string_view url, std::string_view scheme) {
    return lower(url.substr(0, scheme.size())) == scheme;
}

std::optional<std::uint16_t> port_of(std::string_view digits) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
    return port;
}

bool is_name(std::string_view host) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    };
    return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), fits) && host.front() != '.' &&
           host.front() != '-' && host.find("..") == std::string_view::npos;
}

/// "host:port", "[v6]:port", the port optional; nothing if it is anything else.
std::optional<host_port> parse_authority(std::string_view text, std::uint16_t default_port) {
    host_port at;
    at.port = default_port;
    std::string_view host = text, rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
        const auto address = parse_address(std::string(host));
        if (!address || !address->v6()) return std::nullopt;
    } else {
        const auto colon = text.find(':');
        host = text.substr(0, colon);
        if (colon != std::string_view::npos) rest = text.substr(colon);
        if (!is_name(host)) return std::nullopt;
    }
    if (!rest.empty()) {
        if (rest.front() != ':') return std::nullopt;
        const auto port = port_of(rest.substr(1));
        if (!port) return std::nullopt;
        at.port = *port;
    }
    at.host = lower(host);
    if (at.host.ends_with('.')) at.host.pop_back();
    return at;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned value = 0;
        if (i + 3 > text.size()) return std::nullopt;
        const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
        if (error != std::errc() || end != text.data() + i + 3) return std::nullopt;
        out += static_cast<char>(value);
        i += 2;
    }
    return out;
}

std::string environment(const char* upper_case, const char* lower_case) {
    for (const char* name : {upper_case, lower_case})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
    return {};
}

bool in_network(const socket_address& address, std::string_view network) {
    const auto slash = network.find('/');
    const auto base = parse_address(std::string(network.substr(0, slash)));
    if (!base || base->v6() != address.v6()) return false;
    const std::string have = address.bytes(), want = base->bytes();
    unsigned bits = static_cast<unsigned>(have.size() * 8);
    if (slash != std::string_view::npos) {
        const auto digits = network.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
        if (error != std::errc() || end != digits.data() + digits.size() || bits > have.size() * 8) return false;
    }
    if (have.compare(0, bits / 8, want, 0, bits / 8) != 0) return false;
    const auto rest = bits % 8;
    const auto differing = static_cast<unsigned char>(rest == 0 ? 0 : have[bits / 8] ^ want[bits / 8]);
    return differing >> (8 - rest) == 0;
}

bool is_loopback(const host_port& to) {
    if (to.host == "localhost") return true;
    const auto address = parse_address(to.host);
    return address && (in_network(*address, "127.0.0.0/8") || in_network(*address, "::1"));
}

bool excepts(std::string_view entry, const host_port& to) {
    if (entry == "*") return true;
    const auto address = parse_address(to.host);
    if (address && in_network(*address, entry)) return true;
    if (entry.starts_with("*.")) entry.remove_prefix(1);
    const bool dotted = entry.starts_with('.');
    const auto at = parse_authority(dotted ? entry.substr(1) : entry, to.port);
    if (!at || at->port != to.port) return false;
    if (address) return in_network(*address, at->host);
    return to.host == at->host || to.host.ends_with("." + at->host);
}

} // namespace

std::string host_port::text() const {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

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
    auto at = parse_authority(rest, collector_port);
    if (!at) return fail(in_quotes(url) + ": " + expected);
    return {std::move(at), {}};
}

std::string collector_url(const host_port& at) {
    return "https://" + at.text();
}

read_result<http_proxy> parse_proxy_url(std::string_view url) {
    const auto fail = [](std::string why) { return read_result<http_proxy>{std::nullopt, {{"", "", std::move(why)}}}; };
    const std::string expected = "expected http://[USER:PASSWORD@]HOST:PORT";
    if (url.size() > longest_url) return fail("the proxy's URL is too long; " + expected);
    if (begins_with_scheme(url, "https://"))
        return fail("TLS to the proxy itself is not supported (the connection to the collector through it is TLS); " +
                    expected);
    if (begins_with_scheme(url, "http://"))
        url.remove_prefix(7);
    else if (url.find("://") != std::string_view::npos)
        return fail("this kind of proxy is not supported; " + expected);
    if (url.ends_with('/')) url.remove_suffix(1);
    http_proxy proxy;
    if (const auto sign = url.rfind('@'); sign != std::string_view::npos) {
        const auto who = url.substr(0, sign);
        url.remove_prefix(sign + 1);
        const auto colon = who.find(':');
        const auto user = percent_decoded(who.substr(0, colon));
        const auto password = percent_decoded(colon == std::string_view::npos ? "" : who.substr(colon + 1));
        // RFC 7617: the first colon ends the user's name.
        if (!user || !password || user->empty() || user->find(':') != std::string::npos)
            return fail("the proxy's user name or password is not readable: write characters other than letters "
                        "and digits as %XX; " +
                        expected);
        proxy.user = *user;
        proxy.password = *password;
    }
    auto at = parse_authority(url, 3128);
    if (!at) return fail("the proxy " + in_quotes(url) + ": " + expected);
    proxy.at = std::move(*at);
    return {std::move(proxy), {}};
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
        if (!entry.empty() && excepts(entry, to)) return {};
    }
    return settings.https_proxy;
}

} // namespace fairway
