#include "probes/path/control_port.hpp"

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

TEST_CASE("controls are asked where connections were accepted") {
    const std::vector<probe> probes{{0, protocol::tcp, 80}, {1, protocol::tcp, 80}, {2, protocol::tcp, 80}};
    std::vector<observation> seen(3);
    seen[0].reason = seen[2].reason = reason::syn_ack;
    seen[1].reason = reason::conn_refused;
    const auto controls = control_packets({"10.0.0.1", "10.0.0.2", "10.0.0.3"}, {false, false, true}, probes, seen);
    REQUIRE(controls.size() == 2);
    const auto ports = control_ports("10.0.0.1", {80});
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(controls[i].address == 0);
        CHECK(controls[i].port == ports[i]);
    }
}

TEST_CASE("only an address whose controls both accept is something that accepts every port") {
    struct row {
        reason first, second;
        bool everything;
    };
    for (const auto& r :
         {row{reason::syn_ack, reason::syn_ack, true}, row{reason::syn_ack, reason::conn_refused, false},
          row{reason::no_response, reason::syn_ack, false}, row{reason::syn_ack, reason::hang_up, false},
          row{reason::not_run, reason::not_run, false}}) {
        const std::vector<probe> probes{{0, protocol::tcp, 80}, {0, protocol::tcp, 81}, {1, protocol::tcp, 80}};
        std::vector<observation> seen(3), answers(2);
        seen[0].reason = seen[2].reason = reason::syn_ack;
        seen[1].reason = reason::conn_refused;
        answers[0].reason = r.first;
        answers[1].reason = r.second;
        weigh_controls({{0, protocol::tcp, 61001}, {0, protocol::tcp, 61002}}, answers, probes, seen);
        CHECK(seen[0].on_way.has_value() == r.everything);
        CHECK(!seen[1].on_way);
        CHECK(!seen[2].on_way);
        if (!r.everything) continue;
        CHECK(seen[0].on_way->kind == on_way_kind::accepts_everything);
        CHECK(seen[0].who_answered == who_answered::on_way);
    }
}
