#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// An IP address in network byte order.
struct ip_address {
    std::array<std::uint8_t, 16> bytes{};
    std::size_t size = 16; ///< 4 or 16 of them

    bool is_v4() const { return size == 4; }
    bool operator==(const ip_address&) const = default;
};

/// Of "192.0.2.1" or "2001:db8::1" (RFC 4291 §2.2); no zone.
std::optional<ip_address> parse_ip_address(std::string_view text);

/// Of 4 or 16 bytes in network order; nothing of another number.
std::optional<ip_address> ip_address_of_bytes(std::string_view bytes);

/// The one spelling that RFC 5952 recommends.
std::string to_string(const ip_address& address);

bool is_loopback(const ip_address& address);

/// "::ffff:192.0.2.1" (RFC 4291 §2.5.5.2)
bool is_v4_mapped(const ip_address& address);

/// An IPv4 address mapped into IPv6, and back; any other as it is.
ip_address mapped(const ip_address& address);
ip_address unmapped(const ip_address& address);

} // namespace fairway
