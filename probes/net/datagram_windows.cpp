#include "probes/net/datagram_options.hpp"
#include "probes/net/door.hpp"
#include "probes/net/sockaddr_windows.hpp"

#include <cstring>
#include <mswsock.h>

namespace fairway {

namespace {

socket_address address_in(const void* bytes, std::size_t size) {
    return address_of_bytes({static_cast<const char*>(bytes), size}).value();
}

/// An extension of Windows' own provider; null where another in its place does not have it.
LPFN_WSARECVMSG find_receive(socket_handle s) {
    GUID id = WSAID_WSARECVMSG;
    LPFN_WSARECVMSG found = nullptr;
    DWORD size = 0;
    const int rc = ::WSAIoctl(descriptor_of(s), SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &found,
                              sizeof found, &size, nullptr, nullptr);
    return rc == 0 ? found : nullptr;
}

bool ask_for_destination(socket_handle s, bool v6) {
    return v6 ? set_option(s, IPPROTO_IPV6, IPV6_PKTINFO, DWORD{1}) : set_option(s, IPPROTO_IP, IP_PKTINFO, DWORD{1});
}

LPFN_WSARECVMSG look_for_receive() {
    const auto opened = open_socket(false, transport_kind::datagram);
    if (opened.socket == no_socket) return nullptr;
    const auto found = ask_for_destination(opened.socket, false) ? find_receive(opened.socket) : nullptr;
    close_socket(opened.socket);
    return found;
}

LPFN_WSARECVMSG receive_with_destination() {
    static const LPFN_WSARECVMSG found = look_for_receive();
    return found;
}

void read_destination(WSACMSGHDR* c, datagram& d) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
        IN_PKTINFO info;
        std::memcpy(&info, WSA_CMSG_DATA(c), sizeof info);
        d.here = address_in(&info.ipi_addr, sizeof info.ipi_addr);
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
        IN6_PKTINFO info;
        std::memcpy(&info, WSA_CMSG_DATA(c), sizeof info);
        d.here = address_in(&info.ipi6_addr, sizeof info.ipi6_addr);
    }
}

/// Where the system tells no destination: the socket has one address of its own, which no broadcast is sent to.
bool receive_at_own_address(socket_handle door, datagram& d) {
    const auto got = receive_from(door, d.bytes.data(), d.bytes.size(), d.peer);
    if (got.what != received::kind::bytes) return false;
    d.bytes.resize(got.size);
    d.here = local_address(door).value_or(socket_address());
    d.for_us = d.here.size() > 0;
    return true;
}

template <class Info>
void put(WSAMSG& message, int level, int type, const Info& info) {
    WSACMSGHDR* c = WSA_CMSG_FIRSTHDR(&message);
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = WSA_CMSG_LEN(sizeof info);
    std::memcpy(WSA_CMSG_DATA(c), &info, sizeof info);
    message.Control.len = static_cast<ULONG>(WSA_CMSG_SPACE(sizeof info));
}

void leave_from(WSAMSG& message, const socket_address& here) {
    const std::string bytes = here.bytes();
    if (here.v6()) {
        IN6_PKTINFO info{};
        std::memcpy(&info.ipi6_addr, bytes.data(), bytes.size());
        put(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
    } else {
        IN_PKTINFO info{};
        std::memcpy(&info.ipi_addr, bytes.data(), bytes.size());
        put(message, IPPROTO_IP, IP_PKTINFO, info);
    }
}

} // namespace

void tell_destination(socket_handle s, bool v6) {
    ask_for_destination(s, v6);
}

bool datagrams_tell_destination() {
    return receive_with_destination() != nullptr;
}

bool receive_datagram(socket_handle door, datagram& d, std::size_t most) {
    d.bytes.resize(most);
    if (!datagrams_tell_destination()) return receive_at_own_address(door, d);
    WSABUF part{static_cast<ULONG>(d.bytes.size()), d.bytes.data()};
    alignas(WSACMSGHDR) char control[128];
    WSAMSG message{};
    message.name = sockaddr_of(d.peer);
    message.namelen = static_cast<int>(d.peer.raw().size());
    message.lpBuffers = &part;
    message.dwBufferCount = 1;
    message.Control = {sizeof control, control};
    DWORD size = 0;
    if (receive_with_destination()(descriptor_of(door), &message, &size, nullptr, nullptr) != 0) {
        if (::WSAGetLastError() != WSAEMSGSIZE) return false;
        size = part.len; // of a longer one
    }
    d.peer.resize(static_cast<std::size_t>(message.namelen));
    d.bytes.resize(size);
    d.here = {};
    for (WSACMSGHDR* c = WSA_CMSG_FIRSTHDR(&message); c != nullptr; c = WSA_CMSG_NXTHDR(&message, c))
        read_destination(c, d);
    d.for_us = d.here.size() > 0 && (message.dwFlags & (MSG_BCAST | MSG_MCAST)) == 0;
    return true;
}

void send_back(socket_handle door, const datagram& to, std::string_view bytes) {
    if (!datagrams_tell_destination()) {
        (void)send_to(door, to.peer, bytes);
        return;
    }
    WSABUF part{static_cast<ULONG>(bytes.size()), const_cast<char*>(bytes.data())};
    alignas(WSACMSGHDR) char control[128] = {};
    WSAMSG message{};
    message.name = const_cast<sockaddr*>(sockaddr_of(to.peer));
    message.namelen = size_of(to.peer);
    message.lpBuffers = &part;
    message.dwBufferCount = 1;
    message.Control = {sizeof control, control};
    leave_from(message, to.here);
    DWORD sent = 0;
    (void)::WSASendMsg(descriptor_of(door), &message, 0, &sent, nullptr, nullptr);
}

} // namespace fairway
