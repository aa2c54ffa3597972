#include "matrix/port.hpp"

#include "text/wording.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr std::uint32_t largest_port = 65535;

/// The number, or more than any port where it is larger than that; nothing if it is no number.
std::optional<std::uint32_t> parse_number(std::string_view digits) {
    if (digits.empty()) return std::nullopt;
    std::uint32_t number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        number = std::min(number * 10 + static_cast<std::uint32_t>(c - '0'), largest_port + 1);
    }
    return number;
}

} // namespace

std::string_view in_capitals(protocol p) {
    return p == protocol::tcp ? "TCP" : "UDP";
}

std::string_view to_string(protocol p) {
    return p == protocol::tcp ? "tcp" : "udp";
}

std::optional<protocol> parse_protocol(std::string_view word) {
    if (word == "tcp") return protocol::tcp;
    if (word == "udp") return protocol::udp;
    return std::nullopt;
}

std::optional<port_range> parse_port_range(std::string_view text, std::string* why) {
    const auto fail = [&](std::string reason) {
        if (why) *why = std::move(reason);
        return std::nullopt;
    };
    const auto dash = text.find('-');
    const auto first_text = text.substr(0, dash);
    const auto last_text = dash == std::string_view::npos ? first_text : text.substr(dash + 1);
    const auto first = parse_number(first_text);
    const auto last = parse_number(last_text);
    if (!first || !last) return fail(in_quotes(text) + " is not a port or a range such as 2500-3300");
    for (const auto& [number, digits] : {std::pair{*first, first_text}, std::pair{*last, last_text}})
        if (number < 1 || number > largest_port)
            return fail("port " + std::string(digits.substr(0, 20)) + " is out of range 1-65535");
    if (*first > *last)
        return fail("the range " + std::to_string(*first) + "-" + std::to_string(*last) + " runs backwards");
    return port_range{static_cast<std::uint16_t>(*first), static_cast<std::uint16_t>(*last)};
}

std::optional<port_list> parse_port_list(std::string_view text, std::string* why) {
    port_list ports;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        const auto range = parse_port_range(text.substr(begin, end - begin), why);
        if (!range) return std::nullopt;
        ports.push_back(*range);
        begin = end + 1;
    }
    return normalize(std::move(ports));
}

port_list normalize(port_list ports) {
    std::sort(ports.begin(), ports.end());
    port_list merged;
    for (const auto& range : ports) {
        if (!merged.empty() && range.first <= merged.back().last + 1)
            merged.back().last = std::max(merged.back().last, range.last);
        else
            merged.push_back(range);
    }
    return merged;
}

port_list from_ports(std::vector<std::uint16_t> ports) {
    port_list ranges;
    ranges.reserve(ports.size());
    for (const auto port : ports)
        ranges.push_back({port, port});
    return normalize(std::move(ranges));
}

std::size_t count(const port_list& ports) {
    std::size_t sum = 0;
    for (const auto& range : ports)
        sum += range.size();
    return sum;
}

bool contains(const port_list& ports, std::uint16_t port) {
    return std::any_of(ports.begin(), ports.end(), [&](const port_range& range) { return range.contains(port); });
}

bool contains(const port_list& ports, const port_list& all) {
    return without(all, ports).empty();
}

port_list without(const port_list& ports, const port_list& those) {
    port_list left;
    for (const auto& range : ports) {
        std::uint32_t next = range.first; // wider: 65535 + 1 must not wrap
        for (const auto& taken : those) {
            if (taken.last < next || taken.first > range.last) continue;
            if (taken.first > next)
                left.push_back({static_cast<std::uint16_t>(next), static_cast<std::uint16_t>(taken.first - 1)});
            next = taken.last + 1u;
        }
        if (next <= range.last) left.push_back({static_cast<std::uint16_t>(next), range.last});
    }
    return left;
}

std::vector<std::uint16_t> expand(const port_list& ports) {
    std::vector<std::uint16_t> all;
    all.reserve(count(ports));
    for (const auto& range : ports)
        for (std::uint32_t port = range.first; port <= range.last; ++port) // wider: 65535 + 1 must not wrap
            all.push_back(static_cast<std::uint16_t>(port));
    return all;
}

std::string to_string(const port_range& ports) {
    if (ports.first == ports.last) return std::to_string(ports.first);
    return std::to_string(ports.first) + "-" + std::to_string(ports.last);
}

std::string to_string(const port_list& ports) {
    std::string text;
    for (const auto& range : ports) {
        if (!text.empty()) text += ',';
        text += to_string(range);
    }
    return text;
}

} // namespace fairway
