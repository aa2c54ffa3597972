#include "probes/net/error_queue.hpp"

#include "probes/net/sockaddr_windows.hpp"

#include <mswsock.h>

namespace fairway {

namespace {

// Windows 10 2004 and Server 2022 on; these headers lack them (ws2ipdef.h of the SDK, "IPPROTO_TCP socket options").
constexpr int tcp_fail_connect_on_icmp_error = 18, tcp_icmp_error_info = 19;

/// ICMP_ERROR_INFO
struct icmp_error_info {
    SOCKADDR_INET sender;
    int protocol; ///< IPPROTO_ICMP or IPPROTO_ICMPV6
    UINT8 type;
    UINT8 code;
};
static_assert(sizeof(icmp_error_info) == 36);

bool fail_on_icmp_errors(socket_handle s) {
    return set_option(s, IPPROTO_TCP, tcp_fail_connect_on_icmp_error, DWORD{1});
}

} // namespace

bool error_queue_available() {
    return false;
}

bool connects_tell_icmp_errors() {
    const auto opened = open_socket(false, transport_kind::stream);
    if (opened.socket == no_socket) return false;
    const bool told = fail_on_icmp_errors(opened.socket);
    close_socket(opened.socket);
    return told;
}

void keep_icmp_errors(socket_handle s, bool, bool) {
    // Of a datagram socket the system tells only that there was one, which is so unless it is turned off.
    fail_on_icmp_errors(s);
}

std::optional<icmp_answer> take_icmp_error(socket_handle s) {
    icmp_error_info info{};
    if (!get_option(s, IPPROTO_TCP, tcp_icmp_error_info, info)) return std::nullopt;
    const bool v6 = info.protocol == IPPROTO_ICMPV6;
    if (!v6 && info.protocol != IPPROTO_ICMP) return std::nullopt;
    const auto* sender = reinterpret_cast<const sockaddr*>(&info.sender);
    return icmp_answer{{info.type, info.code, v6}, address_of(sender, sizeof info.sender).text(), 0};
}

} // namespace fairway
