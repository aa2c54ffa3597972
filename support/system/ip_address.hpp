#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace fairway {

/// An IP address in network byte order.
struct ip_address {
    std::array<std::uint8_t, 16> bytes{};
    std::size_t size = 16; ///< 4 or 16 of them

    bool is_v4() const { return size == 4; }
    bool operator==(const ip_address&) const = default;
};

/// Of "192.0.2.1" or "2001:db8::1"; no zone.
std::optional<ip_address> parse_ip_address(const std::string& text);

std::string to_string(const ip_address& address);

bool is_loopback(const ip_address& address);

/// "::ffff:192.0.2.1"
bool is_v4_mapped(const ip_address& address);

} // namespace fairway
