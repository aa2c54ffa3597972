#include "probes/net/socket.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace fairway {

opened_socket open_socket(bool v6, transport_kind kind) {
    const int fd = ::socket(v6 ? AF_INET6 : AF_INET, kind == transport_kind::stream ? SOCK_STREAM : SOCK_DGRAM, 0);
    if (fd < 0) return {no_socket, error_of(errno)};
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    return {fd, net_error::none};
}

void defer_port(socket_handle) {}

void hear_least_ttl(socket_handle, bool, std::uint8_t) {}

} // namespace fairway
