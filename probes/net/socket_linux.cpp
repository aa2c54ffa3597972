#include "probes/net/socket.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>

namespace fairway {

opened_socket open_socket(bool v6, transport_kind kind) {
    const int type = kind == transport_kind::stream ? SOCK_STREAM : SOCK_DGRAM;
    const int fd = ::socket(v6 ? AF_INET6 : AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return {no_socket, error_of(errno)};
    return {fd, net_error::none};
}

void defer_port(socket_handle s) {
    const int on = 1;
    ::setsockopt(descriptor_of(s), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
}

void hear_least_ttl(socket_handle s, bool v6, std::uint8_t least_ttl) {
    if (least_ttl == 0) return;
    const int least = least_ttl;
    if (v6)
        ::setsockopt(descriptor_of(s), IPPROTO_IPV6, IPV6_MINHOPCOUNT, &least, sizeof least);
    else
        ::setsockopt(descriptor_of(s), IPPROTO_IP, IP_MINTTL, &least, sizeof least);
}

} // namespace fairway
