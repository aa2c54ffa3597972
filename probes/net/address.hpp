#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

namespace fairway {

/// A numeric address in the kernel's form. The port is set for each probe.
struct socket_address {
    sockaddr_storage storage{};
    socklen_t size = 0;

    bool v6() const { return storage.ss_family == AF_INET6; }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    void set_port(std::uint16_t port);
};

/// "10.0.0.1", "fd00::1", "fe80::1%eth0"; nothing on anything else (names are resolved elsewhere).
std::optional<socket_address> parse_address(const std::string& text);

/// The address without its port; empty for a family other than IPv4 and IPv6. IPv4-mapped IPv6 is shown as IPv4.
std::string numeric(const sockaddr* address);

/// Lets the socket's packets live for so many hops (IP_TTL, IPV6_UNICAST_HOPS); 0 leaves the system's default.
void limit_hops(int fd, bool v6, std::uint8_t hops);

/// The networks that this machine's interfaces are part of, as they are when it is made.
class local_networks {
  public:
    local_networks();

    /// Whether the address is on one of them. Always, where the interfaces cannot be read: nothing may be said about
    /// routers then.
    bool contains(const socket_address& target) const;

  private:
    struct network {
        std::string address, mask; ///< bytes in network order; the length tells the family
    };
    bool known_ = false;
    std::vector<network> networks_;
};

/// The local address that the kernel would use towards `target`, from its routing table: nothing is sent.
/// Nothing where there is no route, with errno in `error`.
std::optional<std::string> source_towards(const socket_address& target, int& error);

} // namespace fairway
