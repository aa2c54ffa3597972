#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// An IP address and a port, in the system's own form: only net/ looks into it.
class socket_address {
  public:
    bool v6() const;
    void set_port(std::uint16_t port);
    std::uint16_t port() const;

    /// Numeric, without the port, of IPv6 with its zone; IPv4-mapped IPv6 is shown as IPv4. Empty for another family.
    std::string text() const;

    /// In network order, 4 of IPv4 and 16 of IPv6.
    std::string bytes() const;

    bool operator==(const socket_address& other) const;

    /// Room for the system's form, and how much of it is used.
    std::array<unsigned char, 128>& raw() { return raw_; }
    const std::array<unsigned char, 128>& raw() const { return raw_; }
    std::size_t size() const { return size_; }
    void resize(std::size_t size) { size_ = size; }

  private:
    alignas(std::max_align_t) std::array<unsigned char, 128> raw_{};
    std::size_t size_ = 0;
};

/// "10.0.0.1", "fd00::1", "fe80::1%eth0"; nothing on anything else (names are resolved elsewhere). The port is 0.
std::optional<socket_address> parse_address(const std::string& text);

/// Of 4 or 16 bytes in network order; nothing of another number.
std::optional<socket_address> address_of_bytes(std::string_view bytes);

} // namespace fairway
