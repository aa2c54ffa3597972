#include "probes/net/sockaddr_posix.hpp"

#include <cerrno>
#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("what an errno means") {
    struct row {
        int error;
        net_error means;
    };
    const row rows[] = {
        {0, net_error::none},
        {ECONNREFUSED, net_error::refused},
        {ECONNRESET, net_error::reset},
        {EPIPE, net_error::reset},
        {ETIMEDOUT, net_error::timed_out},
        {EHOSTUNREACH, net_error::host_unreachable},
        {ENETUNREACH, net_error::no_route},
        {EINVAL, net_error::no_route},
        {EACCES, net_error::not_permitted},
        {EPERM, net_error::not_permitted},
        {EBADF, net_error::other},
    };
    for (const auto& r : rows) {
        CAPTURE(r.error);
        CHECK(error_of(r.error) == r.means);
    }
}

TEST_CASE("running out of something here is not a verdict on the network") {
    for (const int e : {EMFILE, ENFILE, ENOBUFS, ENOMEM, EAGAIN, EADDRNOTAVAIL})
        CHECK(error_of(e) == net_error::exhausted);
}
