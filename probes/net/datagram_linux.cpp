#include "probes/net/datagram_options.hpp"
#include "probes/net/door.hpp"
#include "probes/net/sockaddr_posix.hpp"

#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace fairway {

namespace {

template <class Info>
void put(msghdr& message, int level, int type, const Info& info) {
    cmsghdr* c = CMSG_FIRSTHDR(&message);
    c->cmsg_level = level;
    c->cmsg_type = type;
    c->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(c), &info, sizeof info);
    message.msg_controllen = CMSG_SPACE(sizeof info);
}

socket_address to_socket_address(const in_addr& address) {
    return address_of_bytes({reinterpret_cast<const char*>(&address), sizeof address}).value();
}
socket_address to_socket_address(const in6_addr& address) {
    return address_of_bytes({reinterpret_cast<const char*>(&address), sizeof address}).value();
}

void read_destination(const cmsghdr* c, datagram& d) {
    if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
        in_pktinfo info;
        std::memcpy(&info, CMSG_DATA(c), sizeof info);
        d.here = to_socket_address(info.ipi_addr);
        d.for_us = info.ipi_addr.s_addr == info.ipi_spec_dst.s_addr;
    } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
        in6_pktinfo info;
        std::memcpy(&info, CMSG_DATA(c), sizeof info);
        d.here = to_socket_address(info.ipi6_addr);
        d.for_us = !IN6_IS_ADDR_MULTICAST(&info.ipi6_addr);
    }
}

} // namespace

void tell_destination(socket_handle s, bool v6) {
    const int on = 1;
    if (v6)
        ::setsockopt(descriptor_of(s), IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
    else
        ::setsockopt(descriptor_of(s), IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
}

bool datagrams_tell_destination() {
    return true;
}

bool receive_datagram(socket_handle door, datagram& d, std::size_t most) {
    d.bytes.resize(most);
    iovec part{d.bytes.data(), d.bytes.size()};
    alignas(cmsghdr) char control[128];
    msghdr message{};
    message.msg_name = d.peer.raw().data();
    message.msg_namelen = static_cast<socklen_t>(d.peer.raw().size());
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t size = ::recvmsg(descriptor_of(door), &message, 0);
    if (size < 0) return false;
    d.peer.resize(message.msg_namelen);
    d.bytes.resize(static_cast<std::size_t>(size));
    d.here = {};
    d.for_us = false;
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c))
        read_destination(c, d);
    return true;
}

void send_back(socket_handle door, const datagram& to, std::string_view bytes) {
    iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    alignas(cmsghdr) char control[128] = {};
    msghdr message{};
    message.msg_name = const_cast<unsigned char*>(to.peer.raw().data());
    message.msg_namelen = size_of(to.peer);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const std::string here = to.here.bytes();
    if (to.here.v6()) {
        in6_pktinfo info{};
        std::memcpy(&info.ipi6_addr, here.data(), here.size());
        put(message, IPPROTO_IPV6, IPV6_PKTINFO, info);
    } else {
        in_pktinfo info{};
        std::memcpy(&info.ipi_spec_dst, here.data(), here.size());
        put(message, IPPROTO_IP, IP_PKTINFO, info);
    }
    (void)::sendmsg(descriptor_of(door), &message, MSG_NOSIGNAL);
}

} // namespace fairway
