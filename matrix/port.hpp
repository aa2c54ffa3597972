#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

enum class protocol : std::uint8_t { tcp, udp };

std::string_view in_capitals(protocol p);                      ///< "TCP", "UDP", as texts for people have it
std::string_view to_string(protocol p);                        ///< "tcp", "udp"
std::optional<protocol> parse_protocol(std::string_view word); ///< inverse of to_string

/// Ports first..last, both included; never empty, never contains 0.
struct port_range {
    std::uint16_t first;
    std::uint16_t last;

    auto operator<=>(const port_range&) const = default;
    std::size_t size() const { return std::size_t{last} - first + 1u; }
    bool contains(std::uint16_t port) const { return first <= port && port <= last; }
};

/// Sorted, disjoint, not adjacent: what normalize() returns.
using port_list = std::vector<port_range>;

/// "22" or "2500-3300". Nothing on anything else; `why`, where given, then says what is wrong in words
/// ("port 70000 is out of range 1-65535", "the range 3300-2500 runs backwards").
std::optional<port_range> parse_port_range(std::string_view text, std::string* why = nullptr);

/// "22,2500-3300"; as above, of each part.
std::optional<port_list> parse_port_list(std::string_view text, std::string* why = nullptr);

port_list normalize(port_list ports);
port_list from_ports(std::vector<std::uint16_t> ports);
std::size_t count(const port_list& ports);
bool contains(const port_list& ports, std::uint16_t port);
bool contains(const port_list& ports, const port_list& all); ///< each of `all`
port_list without(const port_list& ports, const port_list& those);
std::vector<std::uint16_t> expand(const port_list& ports);

std::string to_string(const port_range& ports); ///< "22", "2500-3300"
std::string to_string(const port_list& ports);  ///< "22,2500-3300"

} // namespace fairway
