#include "text/names.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>

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
std::optional<Number> number(std::string_view text, int base) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
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

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
    const auto parts = split(text, '.');
    if (parts.size() != 4) return std::nullopt;
    std::uint32_t address = 0;
    for (const auto part : parts) {
        const auto byte = number<std::uint8_t>(part, 10);
        if (!byte || (part.size() > 1 && part[0] == '0')) return std::nullopt; // some read 010 as octal
        address = address << 8 | *byte;
    }
    return address;
}

using ipv6 = std::array<std::uint16_t, 8>;

/// Groups of one side of "::"; the last may be an IPv4 address.
bool append_groups(std::string_view side, bool last_side, std::vector<std::uint16_t>& groups) {
    if (side.empty()) return true;
    const auto parts = split(side, ':');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (last_side && i + 1 == parts.size())
            if (const auto v4 = parse_ipv4(parts[i])) {
                groups.push_back(static_cast<std::uint16_t>(*v4 >> 16));
                groups.push_back(static_cast<std::uint16_t>(*v4 & 0xFFFF));
                continue;
            }
        const auto group = number<std::uint16_t>(parts[i], 16);
        if (!group || parts[i].size() > 4) return false;
        groups.push_back(*group);
    }
    return true;
}

std::optional<ipv6> parse_ipv6(std::string_view text) {
    const auto gap = text.find("::");
    std::vector<std::uint16_t> left, right;
    if (gap == std::string_view::npos) {
        if (!append_groups(text, true, left) || left.size() != 8) return std::nullopt;
    } else if (!append_groups(text.substr(0, gap), false, left) || !append_groups(text.substr(gap + 2), true, right) ||
               left.size() + right.size() > 7) {
        return std::nullopt;
    }
    ipv6 groups{};
    std::copy(left.begin(), left.end(), groups.begin());
    std::copy_backward(right.begin(), right.end(), groups.end());
    return groups;
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

} // namespace

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && (is_lower(text[0]) || is_digit(text[0])) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_ip_address(std::string_view text) {
    if (parse_ipv4(text)) return true;
    const auto zone = zone_of(text);
    if (!zone.empty() && (zone.size() < 2 || zone.size() > 64 || !std::all_of(zone.begin() + 1, zone.end(), [](char c) {
                              return is_alnum(c) || c == '-' || c == '_' || c == '.';
                          })))
        return false;
    text.remove_suffix(zone.size());
    return parse_ipv6(text).has_value();
}

bool is_host(std::string_view text) {
    return is_ip_address(text) || is_dns_name(text);
}

std::string canonical_host(std::string_view text) {
    if (!is_ip_address(text) || parse_ipv4(text)) {
        if (text.ends_with('.')) text.remove_suffix(1);
        std::string name(text);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; });
        return name;
    }
    const auto zone = zone_of(text);
    text.remove_suffix(zone.size());
    std::string out;
    const auto groups = parse_ipv6(text).value();
    for (const auto group : groups) {
        char digits[4];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), group, 16).ptr;
        if (!out.empty()) out += ':';
        out.append(digits, end);
    }
    return out.append(zone);
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
    const auto year = number<int>(text.substr(0, 4), 10);
    const auto month = number<unsigned>(text.substr(5, 2), 10);
    const auto day = number<unsigned>(text.substr(8, 2), 10);
    return year && month && day &&
           std::chrono::year_month_day{std::chrono::year{*year}, std::chrono::month{*month}, std::chrono::day{*day}}
               .ok();
}

} // namespace fairway
