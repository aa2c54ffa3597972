#include "text/ip_address.hpp"

#include <algorithm>
#include <charconv>

namespace fairway {

namespace {

constexpr std::size_t groups = 8; // of an IPv6 address, 2 bytes each
constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

template <class Number>
std::optional<Number> number(std::string_view text, int base, std::size_t most_digits) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.size() > most_digits || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Takes what is in front of the next `mark`, and the mark, off `text`.
std::string_view take_part(std::string_view& text, char mark) {
    const auto part = text.substr(0, text.find(mark));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

std::optional<std::array<std::uint8_t, 4>> parse_v4(std::string_view text) {
    if (std::count(text.begin(), text.end(), '.') != 3) return std::nullopt;
    std::array<std::uint8_t, 4> bytes{};
    for (auto& byte : bytes) {
        const auto part = take_part(text, '.');
        const auto value = number<std::uint8_t>(part, 10, 3);
        if (!value || (part.size() > 1 && part[0] == '0')) return std::nullopt; // some read 010 as octal
        byte = *value;
    }
    return bytes;
}

/// The bytes of one side of "::", or of all where there is none; the last part of the address may be an IPv4 one.
std::optional<std::string> parse_groups(std::string_view side, bool is_last) {
    std::string bytes;
    if (side.ends_with(':')) return std::nullopt;
    while (!side.empty()) {
        const auto part = take_part(side, ':');
        if (const auto v4 = is_last && side.empty() ? parse_v4(part) : std::nullopt) {
            bytes.append(v4->begin(), v4->end());
            continue;
        }
        const auto group = number<std::uint16_t>(part, 16, 4);
        if (!group) return std::nullopt;
        bytes += static_cast<char>(*group >> 8);
        bytes += static_cast<char>(*group & 0xff);
    }
    return bytes;
}

std::optional<ip_address> parse_v6(std::string_view text) {
    const auto gap = text.find("::");
    const bool has_gap = gap != std::string_view::npos;
    const auto left = parse_groups(text.substr(0, gap), !has_gap);
    const auto right = has_gap ? parse_groups(text.substr(gap + 2), true) : std::string();
    if (!left || !right) return std::nullopt;
    // "::" stands for at least one group.
    const std::size_t given = left->size() + right->size();
    if (has_gap ? given > 2 * (groups - 1) : given != 2 * groups) return std::nullopt;
    ip_address address;
    std::copy(left->begin(), left->end(), address.bytes.begin());
    std::copy_backward(right->begin(), right->end(), address.bytes.end());
    return address;
}

std::string v4_text(const std::uint8_t* bytes) {
    std::string text = std::to_string(bytes[0]);
    for (std::size_t i = 1; i < 4; ++i)
        text += '.' + std::to_string(bytes[i]);
    return text;
}

std::string v6_text(const std::array<std::uint8_t, 16>& bytes) {
    std::array<unsigned, groups> group{};
    for (std::size_t i = 0; i < groups; ++i)
        group[i] = bytes[2 * i] << 8u | bytes[2 * i + 1];

    // "::" stands for the longest run of zeros, the first of several, and never for a single one (§4.2).
    std::size_t gap = 0, gap_end = 0;
    for (std::size_t from = 0; from < groups; ++from) {
        std::size_t to = from;
        while (to < groups && group[to] == 0)
            ++to;
        if (to - from > std::max<std::size_t>(gap_end - gap, 1)) {
            gap = from;
            gap_end = to;
        }
    }

    // IPv4 in the prefixes that RFC 4291 §2.5.5 has for it is shown as such (§5); ::1 and the like are none.
    const bool has_v4 = (gap == 0 && gap_end == 6) || (gap == 0 && gap_end == 5 && group[5] == 0xffff);

    std::string text;
    const std::size_t end = has_v4 ? groups - 2 : groups;
    for (std::size_t i = 0; i < end; ++i) {
        if (i == gap && gap_end > gap) {
            text += "::";
            i = gap_end - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':') text += ':';
        char digits[4];
        text.append(digits, std::to_chars(std::begin(digits), std::end(digits), group[i], 16).ptr);
    }
    if (has_v4) text += (text.back() == ':' ? "" : ":") + v4_text(bytes.data() + 12);
    return text;
}

} // namespace

std::optional<ip_address> parse_ip_address(std::string_view text) {
    if (const auto v4 = parse_v4(text))
        return ip_address_of_bytes({reinterpret_cast<const char*>(v4->data()), v4->size()});
    return parse_v6(text);
}

std::optional<ip_address> ip_address_of_bytes(std::string_view bytes) {
    if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
    ip_address address{{}, bytes.size()};
    std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
    return address;
}

std::string to_string(const ip_address& address) {
    return address.is_v4() ? v4_text(address.bytes.data()) : v6_text(address.bytes);
}

bool is_loopback(const ip_address& address) {
    const auto& bytes = address.bytes;
    if (address.is_v4()) return bytes[0] == 127;
    return bytes[15] == 1 && std::all_of(bytes.begin(), bytes.begin() + 15, [](auto b) { return b == 0; });
}

address_kind kind_of(const ip_address& address) {
    const ip_address plain = unmapped(address);
    const auto& bytes = plain.bytes;
    const auto all = [&](std::uint8_t value) {
        return std::all_of(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(plain.size),
                           [value](auto b) { return b == value; });
    };
    if (plain.is_v4() ? bytes[0] == 0 : all(0)) return address_kind::unspecified;
    if (plain.is_v4() ? bytes[0] >> 4 == 0xe : bytes[0] == 0xff) return address_kind::multicast;
    if (plain.is_v4() && all(0xff)) return address_kind::broadcast;
    return address_kind::host;
}

bool is_private(const ip_address& address) {
    const ip_address plain = unmapped(address);
    const unsigned first = plain.bytes[0], second = plain.bytes[1];
    if (!plain.is_v4()) return (first & 0xfe) == 0xfc || (first == 0xfe && (second & 0xc0) == 0x80);
    return first == 10 || (first == 172 && (second & 0xf0) == 16) || (first == 192 && second == 168) ||
           (first == 169 && second == 254) || (first == 100 && (second & 0xc0) == 64);
}

bool is_v4_mapped(const ip_address& address) {
    return !address.is_v4() && std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.bytes.begin());
}

ip_address mapped(const ip_address& address) {
    if (!address.is_v4()) return address;
    ip_address v6;
    const auto end = std::copy(mapped_prefix.begin(), mapped_prefix.end(), v6.bytes.begin());
    std::copy_n(address.bytes.begin(), 4, end);
    return v6;
}

ip_address unmapped(const ip_address& address) {
    if (!is_v4_mapped(address)) return address;
    ip_address v4{{}, 4};
    std::copy_n(address.bytes.begin() + mapped_prefix.size(), 4, v4.bytes.begin());
    return v4;
}

} // namespace fairway
