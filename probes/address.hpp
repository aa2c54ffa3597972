#pragma once

#include <cstdint>
#include <optional>
#include <string>

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

/// Whether the address is one of this machine's, or on a network that one of its interfaces is part of.
bool is_on_link(const socket_address& target);

/// The local address that the kernel would use towards `target`, from its routing table: nothing is sent.
/// Nothing where there is no route, with errno in `error`.
std::optional<std::string> source_towards(const socket_address& target, int& error);

} // namespace fairway
