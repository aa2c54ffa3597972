#include "probes/net/tcp_state.hpp"

#include "probes/net/sockaddr_windows.hpp"

#include <mstcpip.h>
#include <mswsock.h>

namespace fairway {

namespace {

// A connection that stood and was reset has a time of connecting as well, and TCP knows it no more.
bool was_established(socket_handle s) {
    constexpr DWORD not_connected = 0xFFFFFFFF;
    DWORD seconds = not_connected;
    return get_option(s, SOL_SOCKET, SO_CONNECT_TIME, seconds) && seconds != not_connected;
}

} // namespace

tcp_state tcp_state_of(socket_handle s) {
    DWORD version = 0, size = 0;
    TCP_INFO_v0 info{};
    // Windows 10 1703 on.
    const bool told = ::WSAIoctl(descriptor_of(s), SIO_TCP_INFO, &version, sizeof version, &info, sizeof info, &size,
                                 nullptr, nullptr) == 0;
    const bool stands = told && (info.State == TCPSTATE_ESTABLISHED || info.State == TCPSTATE_CLOSE_WAIT);
    // What is missing before the bytes that came is not told.
    return {stands || was_established(s), std::chrono::microseconds(told ? info.RttUs : 0), false};
}

} // namespace fairway
