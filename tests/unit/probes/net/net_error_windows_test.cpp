#include "probes/net/sockaddr_windows.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("what an error of Windows Sockets means") {
    struct row {
        int error;
        net_error means;
    };
    const row rows[] = {
        {0, net_error::none},
        {WSAECONNREFUSED, net_error::refused},
        {WSAECONNRESET, net_error::reset},
        {WSAECONNABORTED, net_error::reset},
        {WSAETIMEDOUT, net_error::timed_out},
        {WSAEHOSTUNREACH, net_error::host_unreachable},
        {WSAENETUNREACH, net_error::no_route},
        {WSAEAFNOSUPPORT, net_error::no_route},
        {WSAEACCES, net_error::not_permitted},
        {WSAENOTSOCK, net_error::other},
    };
    for (const auto& r : rows) {
        CAPTURE(r.error);
        CHECK(error_of(r.error) == r.means);
    }
}

TEST_CASE("running out of something here is not a verdict on the network") {
    const int all[] = {WSAEMFILE, WSAENOBUFS, WSA_NOT_ENOUGH_MEMORY, WSAEADDRINUSE, WSAEADDRNOTAVAIL};
    for (const int e : all)
        CHECK(error_of(e) == net_error::exhausted);
}
