#include "agent/ping_notes.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using std::chrono::milliseconds;

namespace {

/// Hosts 10.0.0.1, 10.0.0.2, … with one silent TCP port each.
struct silent_hosts {
    sweep_request asked;
    sweep_result swept;

    explicit silent_hosts(std::uint32_t hosts) {
        for (std::uint32_t a = 0; a < hosts; ++a) {
            asked.addresses.push_back("10.0.0." + std::to_string(a + 1));
            asked.probes.push_back({a, protocol::tcp, 6160});
            swept.observations.emplace_back().reason = reason::no_response;
        }
        asked.untraced.resize(hosts);
        swept.shut_out.resize(hosts);
        swept.sources.assign(hosts, "10.9.9.9");
    }
};

using indices = std::vector<std::uint32_t>;

} // namespace

TEST_CASE("hosts that are silent over TCP are worth pings, each once") {
    silent_hosts s(3);
    s.asked.probes.push_back({0, protocol::tcp, 6162});
    s.swept.observations.emplace_back().reason = reason::no_response;
    CHECK(worth_pings(s.asked, s.swept) == indices{0, 1, 2});
    SUBCASE("not those that answer") {
        s.swept.observations[1].reason = reason::conn_refused;
        CHECK(worth_pings(s.asked, s.swept) == indices{0, 2});
    }
    SUBCASE("not for datagrams: their silence may be all right") {
        s.asked.probes[1].protocol = protocol::udp;
        CHECK(worth_pings(s.asked, s.swept) == indices{0, 2});
    }
    SUBCASE("not services outside") {
        s.asked.untraced[2] = true;
        CHECK(worth_pings(s.asked, s.swept) == indices{0, 1});
    }
    SUBCASE("not where this host was shut out") {
        s.swept.shut_out[0] = true;
        CHECK(worth_pings(s.asked, s.swept) == indices{1, 2});
    }
    SUBCASE("not this host itself, nor what it has no route to") {
        s.swept.sources[0] = s.asked.addresses[0];
        s.swept.sources[1].clear();
        CHECK(worth_pings(s.asked, s.swept) == indices{2});
    }
    SUBCASE("a few of many") {
        const silent_hosts many(100);
        CHECK(worth_pings(many.asked, many.swept).size() == 6);
    }
}

TEST_CASE("a path of pings is said to be one, and blames nobody") {
    ping_path path{{{1, "10.0.0.254", milliseconds(1)}, {3, "10.0.1.1", milliseconds(2)}}, false, true};
    CHECK(
        ping_note("10.0.2.5", path) ==
        "Pings to 10.0.2.5 reach hop 3 (10.0.1.1) and not the host; pings may take another path than this host's flows "
        "to it, and firewalls may drop them alone.");
    path.is_whole = false;
    CHECK(ping_note("10.0.2.5", path) ==
          "Pings to 10.0.2.5 reach hop 3 (10.0.1.1); there was no time to follow them further.");
    path.host_answered = true; // though routers in between do not answer
    CHECK(ping_note("10.0.2.5", path) ==
          "Pings reach 10.0.2.5, which is silent on some ports, and it answers them; pings may take another path than "
          "this host's flows to it, and firewalls treat them differently.");
    CHECK(ping_note("10.0.2.5", {}).empty());
}
