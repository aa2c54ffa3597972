#include "agent/output/reached.hpp"

#include "tests/golden.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

namespace {

listening sample() {
    listening l;
    l.host = "web01";
    l.roles = {"agent-windows", "repository"};
    l.tcp = {{135, 135}, {2500, 3300}, {6160, 6160}, {6162, 6162}};
    l.udp = {{137, 138}};
    l.partly = {{protocol::tcp, {{6164, 6164}}, "only on IPv6; on IPv4: served by vendor (pid 77)"}};
    l.taken = {{protocol::tcp, {{22, 22}}, "sshd (pid 812)"}, {protocol::tcp, {{445, 445}}, ""}};
    l.unbound = {{protocol::tcp, {{80, 80}, {443, 443}}, "ports below 1024 need root"}};
    return l;
}

} // namespace

TEST_CASE("who reached what") {
    reach_journal j;
    for (std::uint16_t port = 2500; port <= 3000; ++port)
        j.proven("10.20.5.10", protocol::tcp, port);
    j.proven("10.20.5.10", protocol::tcp, 6160);
    j.proven("10.20.5.10", protocol::udp, 137);
    for (std::uint16_t port = 3001; port <= 3300; ++port)
        j.half_open("10.20.5.10", port);
    j.connected("10.20.5.10", 6162);
    j.connected("10.20.5.11", 6160);
    j.clock_is_off("10.20.5.12", -4000);
    check_golden("listen/reached.txt", render_reached(sample(), j, 754s, 80));
}

TEST_CASE("nobody came") {
    check_golden("listen/nobody.txt", render_reached(sample(), {}, 5s, 80));
}

TEST_CASE("a name from a file or the network cannot write to the terminal") {
    listening l = sample();
    l.host = "web01\x1b[2J";
    l.taken[0].who = "evil\n(pid 1)";
    const std::string text = render_listening(l, 80);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("evil?(pid 1)") != std::string::npos);
}

TEST_CASE("more came than are kept") {
    reach_journal j;
    for (int n = 0; n < 300; ++n)
        j.connected("10.1." + std::to_string(n / 100) + "." + std::to_string(n % 100), 6160);
    CHECK(render_reached(sample(), j, 5s, 80).find("\nMore hosts connected than are listed.\n") != std::string::npos);
}
