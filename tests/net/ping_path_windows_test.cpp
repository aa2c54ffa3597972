#include "probes/net/ping_path.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("a ping to this machine comes back, where the system sends any") {
    if (!ping_paths_available()) return;
    for (const char* address : {"127.0.0.1", "::1"}) {
        CAPTURE(address);
        const auto path = follow_pings({parse_address(address).value()}, std::chrono::milliseconds(3000), {});
        // Wine sends none over IPv6; a firewall of this machine may drop them.
        if (!path || !path->host_answered) continue;
        REQUIRE(path->hops.size() == 1);
        CHECK(path->hops[0].hop == 1);
        CHECK(path->hops[0].address == address);
    }
}

TEST_CASE("a stop and the deadline end it before the first ping") {
    if (!ping_paths_available()) return;
    std::stop_source stopped;
    stopped.request_stop();
    const journey there{parse_address("127.0.0.1").value()};
    for (const auto& path :
         {follow_pings(there, std::chrono::seconds(10), {}, stopped.get_token()), follow_pings(there, {}, {})}) {
        REQUIRE(path);
        CHECK(path->hops.empty());
    }
}
