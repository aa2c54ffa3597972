#include "agent/required_ports.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("ports that others need, of all flows by protocol") {
    plan p;
    const auto add = [&](protocol which, port_list ports) {
        flow f;
        f.protocol = which;
        inbound in;
        in.flow = f;
        in.ports = std::move(ports);
        p.inbounds.push_back(std::move(in));
    };
    add(protocol::tcp, {{2500, 3300}});
    add(protocol::udp, {{53, 53}});
    add(protocol::tcp, {{22, 22}, {3301, 3301}});
    const auto needed = ports_others_need(p);
    CHECK(needed.tcp == port_list{{22, 22}, {2500, 3301}});
    CHECK(needed.udp == port_list{{53, 53}});
    CHECK(ports_others_need({}).tcp.empty());
}
