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

/// What an address stands for. IPv4 mapped into IPv6 is sent as IPv4, and means the same.
enum class address_kind : std::uint8_t {
    host,        ///< one host, as far as its form says
    unspecified, ///< 0.0.0.0/8 (RFC 1122 §3.2.1.3), "::" (RFC 4291 §2.5.2); Linux takes 0.0.0.0 and "::" for itself
    multicast,   ///< 224.0.0.0/4 (RFC 5771) and ff00::/8 (RFC 4291 §2.7)
    broadcast,   ///< 255.255.255.255 (RFC 919)
};
address_kind kind_of(const ip_address& address);

/// Of no use outside of its own network: RFC 1918, shared (RFC 6598), link-local (RFC 3927, RFC 4291 §2.5.6) and unique
/// local (RFC 4193); also mapped into IPv6.
bool is_private(const ip_address& address);

/// "::ffff:192.0.2.1" (RFC 4291 §2.5.5.2)
bool is_v4_mapped(const ip_address& address);

/// An IPv4 address mapped into IPv6, and back; any other as it is.
ip_address mapped(const ip_address& address);
ip_address unmapped(const ip_address& address);

} // namespace fairway
