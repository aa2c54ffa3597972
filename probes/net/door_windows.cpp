#include "probes/net/door.hpp"

#include "probes/net/datagram_options.hpp"
#include "probes/net/sockaddr_windows.hpp"

#include <mswsock.h>

namespace fairway {

namespace {

constexpr int backlog = 128; // of each port; a check has some in flight to each at most

boost::system::error_code error_of_bind(int error) {
    // What another program holds for itself alone, or Windows has set aside, is refused as "no access".
    if (error == WSAEACCES) error = WSAEADDRINUSE;
    return {error, boost::system::system_category()};
}

bool prepare(socket_handle s, bool v6, transport_kind kind) {
    // Without it other programs could bind the same port and take what comes (Microsoft, "Using SO_REUSEADDR and
    // SO_EXCLUSIVEADDRUSE").
    if (!set_option(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, BOOL{TRUE})) return false;
    if (v6 && !set_option(s, IPPROTO_IPV6, IPV6_V6ONLY, DWORD{1})) return false;
    if (kind == transport_kind::stream) return true;
    tell_destination(s, v6);
    // That an answer of ours met a closed port is no error of this socket.
    BOOL tells_errors = FALSE;
    control(s, SIO_UDP_CONNRESET, tells_errors);
    return true;
}

bound_socket bind_port(const socket_address& here, transport_kind kind) {
    const auto opened = open_socket(here.v6(), kind);
    const auto failed = [&opened] {
        const auto error = error_of_bind(::WSAGetLastError());
        if (opened.socket != no_socket) close_socket(opened.socket);
        return bound_socket{no_socket, error};
    };
    if (opened.socket == no_socket || !prepare(opened.socket, here.v6(), kind)) return failed();
    if (::bind(descriptor_of(opened.socket), sockaddr_of(here), size_of(here)) != 0) return failed();
    const bool stream = kind == transport_kind::stream;
    if (stream && ::listen(descriptor_of(opened.socket), backlog) != 0) return failed();
    return {opened.socket, {}};
}

visitor::kind what_accept_says(int error) {
    switch (error) {
    case WSAEWOULDBLOCK: return visitor::kind::nobody_yet;
    case WSAECONNRESET:
    case WSAECONNABORTED:
    case WSAEINTR: return visitor::kind::left_again;
    default: return visitor::kind::exhausted; // others may last, as those of sockets and memory do
    }
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
    auto size = static_cast<int>(v.peer.raw().size());
    const SOCKET accepted = ::accept(descriptor_of(door), sockaddr_of(v.peer), &size);
    if (accepted == INVALID_SOCKET) {
        v.what = what_accept_says(::WSAGetLastError());
        return v;
    }
    ::SetHandleInformation(reinterpret_cast<HANDLE>(accepted), HANDLE_FLAG_INHERIT, 0);
    u_long on = 1;
    ::ioctlsocket(accepted, static_cast<long>(FIONBIO), &on);
    v.peer.resize(static_cast<std::size_t>(size));
    v.socket = static_cast<socket_handle>(accepted);
    v.what = visitor::kind::somebody;
    return v;
}

} // namespace fairway
