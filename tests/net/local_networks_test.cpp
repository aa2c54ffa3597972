#include "probes/net/local_networks.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("loopback is a network of this machine; reserved addresses are not") {
    const local_networks local;
    for (const char* here : {"127.0.0.1", "127.9.8.7"})
        CHECK(local.contains(*parse_address(here)));
    for (const char* elsewhere : {"240.0.0.1", "2001:db8::1"}) // RFC 1112, RFC 3849; nothing is sent
        CHECK(!local.contains(*parse_address(elsewhere)));
}
