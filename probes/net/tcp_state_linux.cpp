#include "probes/net/tcp_state.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <linux/tcp.h>
#include <netinet/in.h>

namespace fairway {

namespace {

// States of tcpi_state, which <netinet/tcp.h> names; its tcp_info ends before the field of packets out of order.
constexpr int established = 1, close_wait = 8;

} // namespace

tcp_state tcp_state_of(socket_handle s) {
    tcp_info info{};
    socklen_t size = sizeof info;
    ::getsockopt(descriptor_of(s), IPPROTO_TCP, TCP_INFO, &info, &size);
    return {info.tcpi_state == established || info.tcpi_state == close_wait, std::chrono::microseconds(info.tcpi_rtt),
            info.tcpi_rcv_ooopack > 0};
}

} // namespace fairway
