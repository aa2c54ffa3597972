#include "probes/net/sockaddr_windows.hpp"

#include <system_error>

namespace fairway {

namespace {

struct winsock_session {
    winsock_session() {
        WSADATA data;
        if (const int error = ::WSAStartup(MAKEWORD(2, 2), &data); error != 0)
            throw std::system_error(error, std::system_category(), "WSAStartup");
    }
    // Never cleaned up: threads that were left behind may still be in it, and the end of the process does it.
};

} // namespace

void start_winsock() {
    static const winsock_session session;
}

net_error error_of(int error) {
    switch (error) {
    case 0: return net_error::none;
    case WSAECONNREFUSED: return net_error::refused;
    case WSAECONNRESET:
    case WSAECONNABORTED: // what stood and was taken back, found by another call
    case WSAENETRESET:
    case WSAESHUTDOWN: return net_error::reset;
    case WSAETIMEDOUT: return net_error::timed_out;
    case WSAEHOSTUNREACH:
    case WSAEHOSTDOWN: return net_error::host_unreachable;
    case WSAEACCES: return net_error::not_permitted; // also what a firewall on this machine (WFP) answers
    case WSAENETUNREACH:
    case WSAEAFNOSUPPORT:
    case WSAENETDOWN: return net_error::no_route;
    case WSAEMFILE:
    case WSAENOBUFS:
    case WSA_NOT_ENOUGH_MEMORY:
    case WSAEADDRINUSE:    // all ports are in use, found when connecting
    case WSAEADDRNOTAVAIL: // or when binding
        return net_error::exhausted;
    default: return net_error::other;
    }
}

} // namespace fairway
