#include "text/host_port.hpp"

#include "text/ip_network.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <charconv>

namespace fairway {

namespace {

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

std::optional<ip_address> address_of(std::string_view host) {
    return parse_ip_address(host.substr(0, host.find('%')));
}

} // namespace

std::string host_port::text() const {
    const bool v6 = host.find(':') != std::string::npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool begins_with_scheme(std::string_view url, std::string_view scheme) {
    return lower_case(url.substr(0, scheme.size())) == scheme;
}

std::optional<host_port> parse_host_port(std::string_view text, std::uint16_t default_port) {
    host_port at;
    at.port = default_port;
    std::string_view host = text, rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
        if (!is_ip_address(host) || host.find(':') == std::string_view::npos) return std::nullopt;
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
    at.host = lower_case(host);
    if (at.host.ends_with('.')) at.host.pop_back();
    return at;
}

bool is_meant_by(std::string_view entry, const host_port& to) {
    if (entry == "*") return true;
    const auto address = address_of(to.host);
    const auto is_in = [&](std::string_view text) {
        const auto network = parse_ip_network(text);
        return network && network->contains(*address);
    };
    if (address && is_in(entry)) return true;
    if (entry.starts_with("*.")) entry.remove_prefix(1);
    const bool dotted = entry.starts_with('.');
    const auto at = parse_host_port(dotted ? entry.substr(1) : entry, to.port);
    if (!at || at->port != to.port) return false;
    if (address) return is_in(at->host);
    return to.host == at->host || to.host.ends_with("." + at->host);
}

} // namespace fairway
