#include "text/names.hpp"

#include "text/ip_address.hpp"
#include "text/odd_character.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

namespace fairway {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_alnum(char c) {
    return is_digit(c) || is_lower(c) || is_upper(c);
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto next = text.find(at);
        parts.push_back(text.substr(0, next));
        if (next == std::string_view::npos) return parts;
        text.remove_prefix(next + 1);
    }
}

std::string_view zone_of(std::string_view address) {
    const auto at = address.find('%');
    return at == std::string_view::npos ? std::string_view{} : address.substr(at);
}

/// RFC 1123, and the underscore that NetBIOS and some DNS names have.
bool is_dns_name(std::string_view text) {
    if (text.ends_with('.')) text.remove_suffix(1);
    if (text.empty() || text.size() > 253) return false;
    const auto labels = split(text, '.');
    for (const auto label : labels) {
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        if (!std::all_of(label.begin(), label.end(), [](char c) { return is_alnum(c) || c == '-' || c == '_'; }))
            return false;
    }
    // No top-level domain is a number: 10.0.0.300 is a slip of the pen, not a name. One label of digits may be a name.
    return labels.size() == 1 || !std::all_of(labels.back().begin(), labels.back().end(), is_digit);
}

/// What people give in place of a host.
struct more_than_host {
    std::string_view what; ///< "is a URL"
    std::string_view host; ///< the host in it; not one: it is something else
};

std::string_view before(std::string_view text, std::string_view any_of) {
    return text.substr(0, text.find_first_of(any_of));
}

/// "10.1.2.3:2500", "[fd00::1]:2500", "[fd00::1]"
more_than_host as_endpoint(std::string_view text) {
    const bool bracketed = text.starts_with('[');
    if (bracketed) text.remove_prefix(1);
    const auto host = before(text, bracketed ? "]" : ":");
    text.remove_prefix(std::min(host.size() + bracketed, text.size()));
    if (bracketed && text.empty() && host.data() + host.size() != text.data()) return {"has brackets", host};
    const bool port = text.starts_with(':') && std::all_of(text.begin() + 1, text.end(), is_digit);
    return {"has a port", port ? host : std::string_view{}};
}

/// "https://repo01:9419/api"
more_than_host as_url(std::string_view text) {
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos) return {};
    auto authority = before(text.substr(scheme + 3), "/?#");
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
    return {"is a URL", is_host(authority) ? authority : as_endpoint(authority).host};
}

/// "\\nas01\backup", "//nas01/backup", "nas01:/backup", "CORP\web01"
more_than_host as_path(std::string_view text) {
    if (text.starts_with("\\\\") || text.starts_with("//"))
        return {"is the path of a share", before(text.substr(2), "\\/")};
    if (const auto export_of = text.find(":/"); export_of != text.find("://"))
        return {"is the path of a share", text.substr(0, export_of)};
    if (const auto slash = text.find('\\'); slash != std::string_view::npos)
        return {"has a domain in front", text.substr(slash + 1)};
    return {};
}

/// "admin@web01"
more_than_host as_login(std::string_view text) {
    const auto at = text.rfind('@');
    return {"has a user in front", at == std::string_view::npos ? std::string_view{} : text.substr(at + 1)};
}

/// "10.0.0.0/8"
bool is_network(std::string_view text) {
    const auto slash = text.find('/');
    return slash != std::string_view::npos && is_ip_address(text.substr(0, slash)) &&
           number<unsigned>(text.substr(slash + 1));
}

/// Of what is no address, too: a host.
address_kind kind_of_address(std::string_view text) {
    const auto address = parse_ip_address(text.substr(0, text.size() - zone_of(text).size()));
    return address ? kind_of(*address) : address_kind::host;
}

} // namespace

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && (is_lower(text[0]) || is_digit(text[0])) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_ip_address(std::string_view text) {
    const auto zone = zone_of(text);
    text.remove_suffix(zone.size());
    const auto address = parse_ip_address(text);
    if (!address || zone.empty()) return address.has_value();
    return !address->is_v4() && zone.size() >= 2 && zone.size() <= 64 &&
           std::all_of(zone.begin() + 1, zone.end(),
                       [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_ipv4_address(std::string_view text) {
    const auto address = parse_ip_address(text);
    return address && address->is_v4();
}

bool is_host(std::string_view text) {
    return is_ip_address(text) || is_dns_name(text);
}

std::optional<std::string> check_address(std::string_view text) {
    const auto no_hosts = [&](std::string_view kind) {
        return in_quotes(text) + " is no host's address (" + std::string(kind) +
               "); expected the name or the address of one host";
    };
    switch (kind_of_address(text)) {
    case address_kind::host: return std::nullopt;
    case address_kind::unspecified: return no_hosts("unspecified");
    case address_kind::multicast: return no_hosts("multicast");
    case address_kind::broadcast: return no_hosts("broadcast");
    }
    return std::nullopt;
}

std::optional<std::string> check_host(std::string_view text) {
    if (is_host(text)) return check_address(text);
    if (const auto odd = odd_character(text); !odd.empty()) return in_quotes(text) + ' ' + odd + "; type it anew";
    if (is_network(text)) return in_quotes(text) + " is a network; expected the name or the address of one host";
    for (const auto& part : {as_url(text), as_path(text), as_login(text), as_endpoint(text)})
        if (is_host(part.host))
            return in_quotes(text) + ' ' + std::string(part.what) +
                   "; expected the host alone: " + std::string(part.host);
    return in_quotes(text) + " is neither a host name nor an IP address";
}

std::string resolves_to_no_host(std::string_view address) {
    // Filters answer with the unspecified address; anything else is somebody's slip.
    const bool filter = kind_of_address(address) == address_kind::unspecified;
    return "resolves to " + std::string(address) + ", which is no host's address: a " +
           (filter ? "DNS filter?" : "wrong record?");
}

bool is_inside_name(std::string_view host) {
    if (const auto address = parse_ip_address(host.substr(0, host.find('%'))))
        return is_private(*address) || is_loopback(*address);
    const std::string name = canonical_host(host);
    if (name.find('.') == std::string::npos) return !name.empty();
    // RFC 6762 §3 and appendix G, RFC 8375, ICANN's resolution 2024.07.29.06
    for (const std::string_view domain :
         {".local", ".internal", ".home.arpa", ".intranet", ".private", ".corp", ".home", ".lan", ".localdomain"})
        if (name.ends_with(domain)) return true;
    return false;
}

std::string canonical_host(std::string_view text) {
    if (is_ip_address(text)) {
        const auto zone = zone_of(text);
        text.remove_suffix(zone.size());
        return to_string(*parse_ip_address(text)).append(zone);
    }
    if (text.ends_with('.')) text.remove_suffix(1);
    std::string name(text);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
    return name;
}

bool is_same_host(std::string_view a, std::string_view b) {
    return canonical_host(a) == canonical_host(b);
}

bool is_short_form(std::string_view a, std::string_view b) {
    if (is_ip_address(a) || is_ip_address(b)) return false;
    auto shorter = canonical_host(a), longer = canonical_host(b);
    if (shorter.size() > longer.size()) std::swap(shorter, longer);
    return !shorter.empty() && shorter.find('.') == std::string::npos && longer.starts_with(shorter + '.');
}

bool is_endpoint_host(std::string_view text) {
    if (text.starts_with("*.")) text.remove_prefix(2);
    std::string filled; // with something in place of each placeholder it must be a name
    while (!text.empty()) {
        const auto open = text.find('<');
        filled += text.substr(0, open);
        if (open == std::string_view::npos) break;
        const auto close = text.find('>', open);
        if (close == std::string_view::npos || !is_id(text.substr(open + 1, close - open - 1))) return false;
        filled += 'x';
        text.remove_prefix(close + 1);
    }
    return is_dns_name(filled) && filled.find('_') == std::string::npos;
}

std::vector<std::string> placeholders_in(std::string_view host) {
    std::vector<std::string> names;
    for (auto open = host.find('<'); open != std::string_view::npos; open = host.find('<', open + 1)) {
        const auto close = host.find('>', open);
        if (close == std::string_view::npos) break;
        names.emplace_back(host.substr(open + 1, close - open - 1));
    }
    return names;
}

bool is_iso_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || text[0] == '-') return false;
    const auto year = number<int>(text.substr(0, 4));
    const auto month = number<unsigned>(text.substr(5, 2));
    const auto day = number<unsigned>(text.substr(8, 2));
    return year && month && day &&
           std::chrono::year_month_day{std::chrono::year{*year}, std::chrono::month{*month}, std::chrono::day{*day}}
               .ok();
}

} // namespace fairway
