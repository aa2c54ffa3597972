#include "probes/net/error_queue.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <cerrno>
#include <cstring>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace fairway {

bool error_queue_available() {
    const auto opened = open_socket(false, transport_kind::datagram);
    if (opened.socket == no_socket) return false;
    const int fd = descriptor_of(opened.socket), on = 1;
    char none = 0;
    const bool available = ::setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on) == 0 &&
                           ::recv(fd, &none, sizeof none, MSG_ERRQUEUE | MSG_DONTWAIT) < 0 && errno == EAGAIN;
    close_socket(opened.socket);
    return available;
}

bool connects_tell_icmp_errors() {
    return error_queue_available();
}

void keep_icmp_errors(socket_handle s, bool v6, bool with_ttl) {
    const int fd = descriptor_of(s);
    const int on = 1;
    if (v6)
        ::setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
    else
        ::setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    if (!with_ttl) return;
    if (v6)
        ::setsockopt(fd, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof on);
    else
        ::setsockopt(fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
}

std::optional<icmp_answer> take_icmp_error(socket_handle s) {
    std::optional<icmp_answer> answer;
    // The kernel bounds the queue by the socket's receive buffer; the bound here is for our peace of mind.
    for (int n = 0; n < 64; ++n) {
        alignas(cmsghdr) char control[512];
        msghdr message{};
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        if (::recvmsg(descriptor_of(s), &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) break;
        int ttl = 0;
        for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
            if ((c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL) ||
                (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_HOPLIMIT))
                std::memcpy(&ttl, CMSG_DATA(c), sizeof ttl);
            const bool v4 = c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR;
            const bool v6 = c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR;
            if (!v4 && !v6) continue;
            sock_extended_err error;
            std::memcpy(&error, CMSG_DATA(c), sizeof error);
            if (error.ee_origin != SO_EE_ORIGIN_ICMP && error.ee_origin != SO_EE_ORIGIN_ICMP6) continue;
            // The sender's address follows the error (SO_EE_OFFENDER).
            sockaddr_storage sender{};
            const std::size_t room = c->cmsg_len - CMSG_LEN(sizeof error);
            std::memcpy(&sender, CMSG_DATA(c) + sizeof error, room < sizeof sender ? room : sizeof sender);
            answer = icmp_answer{{error.ee_type, error.ee_code, error.ee_origin == SO_EE_ORIGIN_ICMP6},
                                 address_of(reinterpret_cast<const sockaddr*>(&sender), sizeof sender).text(),
                                 0};
        }
        if (answer) answer->ttl = static_cast<std::uint8_t>(ttl);
    }
    return answer;
}

} // namespace fairway
