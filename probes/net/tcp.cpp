#include "probes/net/tcp.hpp"

#include "probes/net/error_queue.hpp"
#include "probes/net/verdict.hpp"

#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <unistd.h>

namespace fairway {

namespace {

// On a local address the kernel may choose the port that is being probed as our own: the socket then connects to
// itself (RFC 9293, simultaneous open), and nobody listens there.
bool connected_to_itself(int fd) {
    sockaddr_storage here{}, there{};
    socklen_t here_size = sizeof here, there_size = sizeof there;
    return ::getsockname(fd, reinterpret_cast<sockaddr*>(&here), &here_size) == 0 &&
           ::getpeername(fd, reinterpret_cast<sockaddr*>(&there), &there_size) == 0 && here_size == there_size &&
           std::memcmp(&here, &there, here_size) == 0;
}

int open_stream(const socket_address& to) {
    return ::socket(to.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
}

/// An errno, or 0 for "in progress" and for "done".
int connect_to(int fd, const socket_address& to) {
    return ::connect(fd, to.get(), to.size) != 0 && errno != EINPROGRESS ? errno : 0;
}

} // namespace

int start_connect(const socket_address& to, int& error, std::uint8_t hops, std::uint8_t least_ttl) {
    const int fd = open_stream(to);
    if (fd < 0) return -1;
    keep_icmp_errors(fd, to.v6());
    limit_hops(fd, to.v6(), hops);
    if (least_ttl > 0) {
        const int least = least_ttl;
        if (to.v6())
            ::setsockopt(fd, IPPROTO_IPV6, IPV6_MINHOPCOUNT, &least, sizeof least);
        else
            ::setsockopt(fd, IPPROTO_IP, IP_MINTTL, &least, sizeof least);
    }
    // Close with RST: repeated sweeps of one open port must not fill the port range with TIME_WAIT.
    const linger reset{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    error = connect_to(fd, to);
    return fd;
}

int start_talk(const socket_address& to, int& error) {
    const int fd = open_stream(to);
    if (fd >= 0) error = connect_to(fd, to);
    return fd;
}

connect_view look_at_connect(int fd, int error, std::string_view target, std::string_view source) {
    connect_view view;
    if (error == 0) {
        tcp_info info{};
        socklen_t size = sizeof info;
        ::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size);
        if (info.tcpi_state == TCP_ESTABLISHED || info.tcpi_state == TCP_CLOSE_WAIT) {
            if (source == target && connected_to_itself(fd)) {
                view.at = connect_view::stage::finished;
                view.seen = from_errno(protocol::tcp, ECONNREFUSED, target);
                return view;
            }
            view.at = connect_view::stage::established;
            view.rtt = std::chrono::microseconds(info.tcpi_rtt);
            view.seen.state = state::open;
            view.seen.reason = reason::syn_ack;
            view.seen.evidence = evidence::connected;
            view.seen.answered_by = target;
            if (info.tcpi_rtt > 0) view.seen.rtt_us = info.tcpi_rtt;
            return view;
        }
        size = sizeof error;
        ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    // A RST leaves no entry in the error queue, an ICMP error does. A handshake that was completed and then reset is
    // no ICMP matter any more.
    if (error != ECONNRESET && error != EPIPE) {
        if (const auto answer = take_icmp_error(fd)) {
            view.seen = from_icmp(protocol::tcp, *answer, target, source);
            if (view.seen.reason != reason::not_run) {
                view.at = connect_view::stage::finished;
                return view;
            }
        }
    }
    if (error == 0) return view;
    view.at = connect_view::stage::finished;
    view.seen = from_errno(protocol::tcp, error, target);
    return view;
}

void settle(int fd, observation& open) {
    char byte;
    const ssize_t got = ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got == 0) open.reason = reason::hang_up;
    if (got < 0 && (errno == ECONNRESET || errno == EPIPE)) open.reason = reason::reset;
}

} // namespace fairway
