#include "probes/sweep/control_port.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;

TEST_CASE("control ports: two, high, the same in every run, others for other hosts, never one that is used") {
    const auto ports = control_ports("10.0.0.5", {});
    REQUIRE(ports.size() == 2);
    CHECK(ports[0] != ports[1]);
    for (const auto port : ports) {
        CHECK(port >= 61000);
        CHECK(port < 65000);
    }
    CHECK(control_ports("10.0.0.5", {}) == ports);
    CHECK(control_ports("10.0.0.6", {}) != ports);
    const auto others = control_ports("10.0.0.5", ports);
    REQUIRE(others.size() == 2);
    for (const auto port : others)
        CHECK(std::find(ports.begin(), ports.end(), port) == ports.end());
}
