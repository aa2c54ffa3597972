#include "probes/net/door.hpp"

#include "probes/net/datagram_options.hpp"
#include "probes/net/sockaddr_posix.hpp"

#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace fairway {

namespace {

constexpr int backlog = 128; // of each port; a check has some in flight to each at most

void set_flag(int fd, int level, int option) {
    const int on = 1;
    ::setsockopt(fd, level, option, &on, sizeof on);
}

bound_socket bind_port(const socket_address& here, transport_kind kind) {
    const bool stream = kind == transport_kind::stream;
    const int fd = ::socket(here.v6() ? AF_INET6 : AF_INET, stream ? SOCK_STREAM : SOCK_DGRAM, 0);
    const auto failed = [fd] {
        const boost::system::error_code error(errno, boost::system::system_category());
        if (fd >= 0) close_socket(fd);
        return bound_socket{no_socket, error};
    };
    if (fd < 0) return failed();
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    if (here.v6()) set_flag(fd, IPPROTO_IPV6, IPV6_V6ONLY);
    if (stream)
        set_flag(fd, SOL_SOCKET, SO_REUSEADDR); // remains of earlier connections are no service
    else
        tell_destination(fd, here.v6());
    if (::bind(fd, sockaddr_of(here), size_of(here)) != 0) return failed();
    if (stream && ::listen(fd, backlog) != 0) return failed();
    return {fd, {}};
}

} // namespace

bound_socket listen_on(const socket_address& here) {
    return bind_port(here, transport_kind::stream);
}

bound_socket bind_datagrams(const socket_address& here) {
    return bind_port(here, transport_kind::datagram);
}

visitor accept_one(socket_handle door) {
    visitor v;
    auto size = static_cast<socklen_t>(v.peer.raw().size());
    const int fd = ::accept(descriptor_of(door), sockaddr_of(v.peer), &size);
    if (fd < 0) {
        const bool exhausted = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
        const bool left_again = errno == ECONNABORTED || errno == EINTR;
        v.what = exhausted ? visitor::kind::exhausted : left_again ? visitor::kind::left_again : v.what;
        return v;
    }
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    v.peer.resize(size);
    v.socket = fd;
    v.what = visitor::kind::somebody;
    return v;
}

} // namespace fairway
