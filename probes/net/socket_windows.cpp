#include "probes/net/socket.hpp"

#include "probes/net/sockaddr_windows.hpp"

#include <mstcpip.h>
#include <mswsock.h>

namespace fairway {

namespace {

constexpr int so_reuse_unicastport = 0x3007; // Windows 10 on; these headers lack it

std::optional<socket_address> name_of(socket_handle s, int(WSAAPI* ask)(SOCKET, sockaddr*, int*)) {
    socket_address address;
    auto size = static_cast<int>(address.raw().size());
    if (ask(descriptor_of(s), sockaddr_of(address), &size) != 0) return std::nullopt;
    address.resize(static_cast<std::size_t>(size));
    return address;
}

bool is_datagram_socket(socket_handle s) {
    int type = 0;
    return get_option(s, SOL_SOCKET, SO_TYPE, type) && type == SOCK_DGRAM;
}

/// Of a call that reads or writes. A datagram socket hears of a port-unreachable as if a peer had reset it, and of hops
/// that ran out on the path as of a network that was.
net_error error_of_call(socket_handle s, int error) {
    if (!is_datagram_socket(s)) return error_of(error);
    if (error == WSAECONNRESET || error == WSAECONNREFUSED) return net_error::port_unreachable;
    return error == WSAENETRESET ? net_error::host_unreachable : error_of(error);
}

received what_came(socket_handle s, int got, std::size_t room) {
    if (got >= 0) return {received::kind::bytes, static_cast<std::size_t>(got), net_error::none};
    const int error = ::WSAGetLastError();
    if (error == WSAEWOULDBLOCK || error == WSAEINTR) return {};
    if (error == WSAEMSGSIZE) return {received::kind::bytes, room, net_error::none}; // the rest of the datagram is lost
    return {received::kind::failed, 0, error_of_call(s, error)};
}

net_error what_went(socket_handle s, int sent, std::size_t size) {
    if (sent >= 0) return static_cast<std::size_t>(sent) == size ? net_error::none : net_error::busy;
    const int error = ::WSAGetLastError();
    return error == WSAEWOULDBLOCK ? net_error::busy : error_of_call(s, error);
}

} // namespace

opened_socket open_socket(bool v6, transport_kind kind) {
    start_winsock();
    const SOCKET opened =
        ::WSASocketW(v6 ? AF_INET6 : AF_INET, kind == transport_kind::stream ? SOCK_STREAM : SOCK_DGRAM, 0, nullptr, 0,
                     WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    if (opened == INVALID_SOCKET) return {no_socket, error_of(::WSAGetLastError())};
    u_long on = 1;
    ::ioctlsocket(opened, static_cast<long>(FIONBIO), &on);
    return {static_cast<socket_handle>(opened), net_error::none};
}

void close_socket(socket_handle s) {
    ::closesocket(descriptor_of(s));
}

std::optional<socket_address> local_address(socket_handle s) {
    return name_of(s, ::getsockname);
}

std::optional<socket_address> peer_address(socket_handle s) {
    return name_of(s, ::getpeername);
}

received receive_some(socket_handle s, char* buffer, std::size_t room) {
    return what_came(s, ::recv(descriptor_of(s), buffer, static_cast<int>(room), 0), room);
}

received receive_from(socket_handle s, char* buffer, std::size_t room, socket_address& from) {
    auto size = static_cast<int>(from.raw().size());
    const int size_got = ::recvfrom(descriptor_of(s), buffer, static_cast<int>(room), 0, sockaddr_of(from), &size);
    const auto got = what_came(s, size_got, room);
    if (got.what == received::kind::bytes) from.resize(static_cast<std::size_t>(size));
    return got;
}

received peek(socket_handle s) {
    char byte;
    return what_came(s, ::recv(descriptor_of(s), &byte, 1, MSG_PEEK), 1);
}

net_error send_whole(socket_handle s, std::string_view bytes) {
    return what_went(s, ::send(descriptor_of(s), bytes.data(), static_cast<int>(bytes.size()), 0), bytes.size());
}

net_error send_to(socket_handle s, const socket_address& to, std::string_view bytes) {
    return what_went(
        s, ::sendto(descriptor_of(s), bytes.data(), static_cast<int>(bytes.size()), 0, sockaddr_of(to), size_of(to)),
        bytes.size());
}

void defer_port(socket_handle s) {
    set_option(s, SOL_SOCKET, so_reuse_unicastport, DWORD{1});
}

void reset_on_close(socket_handle s) {
    set_option(s, SOL_SOCKET, SO_LINGER, linger{1, 0});
}

void try_once(socket_handle s) {
    // Without more SYNs the attempt ends with the time to the first repetition, which no deadline may outlast. Windows
    // estimates it from the round trip that it is told.
    constexpr USHORT a_minute_ms = 60'000;
    constexpr USHORT the_most_of_settings_ms = 3000; // Set-NetTCPSetting, should the longer one be refused
    for (const USHORT rtt_ms : {a_minute_ms, the_most_of_settings_ms}) {
        TCP_INITIAL_RTO_PARAMETERS once{rtt_ms, TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS};
        if (control(s, SIO_TCP_INITIAL_RTO, once)) return;
    }
}

net_error take_error(socket_handle s) {
    int error = 0;
    get_option(s, SOL_SOCKET, SO_ERROR, error);
    switch (error) {
    // Asked of connects that do not stand: this machine gave up, and nobody answered.
    case WSAECONNABORTED:
    case WSAENETRESET:
    case WSAESHUTDOWN: return net_error::other;
    // connect() itself would have said that this machine has no route: this came from the path.
    case WSAENETUNREACH: return net_error::host_unreachable;
    default: return error_of(error);
    }
}

void limit_hops(socket_handle s, bool v6, std::uint8_t hops) {
    if (hops == 0) return;
    if (v6)
        set_option(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, DWORD{hops});
    else
        set_option(s, IPPROTO_IP, IP_TTL, DWORD{hops});
}

void hear_least_ttl(socket_handle, bool, std::uint8_t) {}

} // namespace fairway
