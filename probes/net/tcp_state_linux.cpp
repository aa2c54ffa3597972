#include "probes/net/tcp_state.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

namespace fairway {

tcp_state tcp_state_of(socket_handle s) {
    tcp_info info{};
    socklen_t size = sizeof info;
    ::getsockopt(descriptor_of(s), IPPROTO_TCP, TCP_INFO, &info, &size);
    return {info.tcpi_state == TCP_ESTABLISHED || info.tcpi_state == TCP_CLOSE_WAIT,
            std::chrono::microseconds(info.tcpi_rtt)};
}

} // namespace fairway
