#include "probes/net/socket.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fairway {

namespace {

std::optional<socket_address> name_of(socket_handle s, int (*ask)(int, sockaddr*, socklen_t*)) {
    socket_address address;
    auto size = static_cast<socklen_t>(address.raw().size());
    if (ask(descriptor_of(s), sockaddr_of(address), &size) != 0) return std::nullopt;
    address.resize(size);
    return address;
}

received what_came(ssize_t got) {
    if (got >= 0) return {received::kind::bytes, static_cast<std::size_t>(got), net_error::none};
    if (errno == EAGAIN || errno == EINTR) return {};
    return {received::kind::failed, 0, error_of(errno)};
}

net_error what_went(ssize_t sent, std::size_t size) {
    if (sent == static_cast<ssize_t>(size)) return net_error::none;
    return sent >= 0 || errno == EAGAIN ? net_error::busy : error_of(errno);
}

} // namespace

void close_socket(socket_handle s) {
    ::close(descriptor_of(s));
}

std::optional<socket_address> local_address(socket_handle s) {
    return name_of(s, ::getsockname);
}

std::optional<socket_address> peer_address(socket_handle s) {
    return name_of(s, ::getpeername);
}

received receive_some(socket_handle s, char* buffer, std::size_t room) {
    return what_came(::recv(descriptor_of(s), buffer, room, 0));
}

received receive_from(socket_handle s, char* buffer, std::size_t room, socket_address& from) {
    auto size = static_cast<socklen_t>(from.raw().size());
    const auto got = what_came(::recvfrom(descriptor_of(s), buffer, room, 0, sockaddr_of(from), &size));
    if (got.what == received::kind::bytes) from.resize(size);
    return got;
}

received peek(socket_handle s) {
    char byte;
    return what_came(::recv(descriptor_of(s), &byte, 1, MSG_PEEK));
}

net_error send_whole(socket_handle s, std::string_view bytes) {
    return what_went(::send(descriptor_of(s), bytes.data(), bytes.size(), MSG_NOSIGNAL), bytes.size());
}

net_error send_to(socket_handle s, const socket_address& to, std::string_view bytes) {
    return what_went(::sendto(descriptor_of(s), bytes.data(), bytes.size(), MSG_NOSIGNAL, sockaddr_of(to), size_of(to)),
                     bytes.size());
}

void reset_on_close(socket_handle s) {
    const linger reset{1, 0};
    ::setsockopt(descriptor_of(s), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
}

void try_once(socket_handle) {}

net_error take_error(socket_handle s) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(descriptor_of(s), SOL_SOCKET, SO_ERROR, &error, &size);
    return error_of(error);
}

void limit_hops(socket_handle s, bool v6, std::uint8_t hops) {
    if (hops == 0) return;
    const int limit = hops;
    if (v6)
        ::setsockopt(descriptor_of(s), IPPROTO_IPV6, IPV6_UNICAST_HOPS, &limit, sizeof limit);
    else
        ::setsockopt(descriptor_of(s), IPPROTO_IP, IP_TTL, &limit, sizeof limit);
}

} // namespace fairway
