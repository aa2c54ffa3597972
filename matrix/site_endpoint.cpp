#include "matrix/site.hpp"
#include "text/names.hpp"
#include "text/odd_character.hpp"
#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

/// "https://admin@s3.example.com:9000/bucket" is "s3.example.com:9000" and a port for where there is none in it.
struct address_of_url {
    std::string_view address;
    std::uint16_t port = 0; ///< of the scheme; 0: it is no URL
};

address_of_url split_url(std::string_view text) {
    for (const auto& [scheme, port] : {std::pair("https://", 443), std::pair("http://", 80)}) {
        const std::string_view s = scheme;
        const auto same = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b); };
        if (text.size() < s.size() ||
            !std::equal(s.begin(), s.end(), text.begin(), [&](char b, char a) { return same(a, b); }))
            continue;
        text = text.substr(s.size());
        text = text.substr(0, text.find_first_of("/?#"));
        if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
        return {text, static_cast<std::uint16_t>(port)};
    }
    return {text, 0};
}

/// In two; nothing where brackets or colons make no sense.
std::optional<std::pair<std::string_view, std::optional<std::string_view>>> split_port(std::string_view text) {
    if (is_ip_address(text)) return std::pair(text, std::nullopt);
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos || !is_ip_address(text.substr(1, close - 1))) return std::nullopt;
        const auto host = text.substr(1, close - 1), rest = text.substr(close + 1);
        if (rest.empty()) return std::pair(host, std::nullopt);
        if (!rest.starts_with(':')) return std::nullopt;
        return std::pair(host, std::optional(rest.substr(1)));
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::pair(text, std::nullopt);
    if (text.find_first_of(":/", colon + 1) != std::string_view::npos) return std::nullopt;
    return std::pair(text.substr(0, colon), std::optional(text.substr(colon + 1)));
}

} // namespace

std::optional<site_endpoint> parse_site_endpoint(std::string_view text, std::string* why) {
    const auto fail = [&](std::string message) {
        *why = std::move(message);
        return std::nullopt;
    };
    const auto url = split_url(text);
    const auto parts = split_port(url.address);
    if (!parts || !is_host(parts->first)) {
        // Of what is neither, the check of hosts knows more.
        if (const auto odd = odd_character(text); !odd.empty() || text.find('\\') != std::string_view::npos)
            return fail(*check_host(text));
        return fail("expected \"host\", \"host:port\" or \"[IPv6 address]:port\", found " + in_quotes(text));
    }
    const auto& [host, port] = *parts;
    if (const auto wrong = check_address(host)) return fail(*wrong);
    site_endpoint endpoint{std::string(host), std::nullopt};
    if (url.port != 0) endpoint.port = url.port;
    if (!port) return endpoint;
    std::string wrong;
    const auto range = parse_port_range(*port, &wrong);
    if (!range) return fail(wrong);
    if (range->first != range->last) return fail("expected one port, found " + in_quotes(*port));
    endpoint.port = range->first;
    return endpoint;
}

} // namespace fairway
