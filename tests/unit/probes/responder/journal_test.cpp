#include "probes/responder/journal.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("the strongest of what was seen of a port stays") {
    reach_journal j;
    j.half_open("a", 1);
    j.half_open("a", 2);
    j.half_open("a", 3);
    j.connected("a", 2);
    j.connected("a", 3);
    j.proven("a", protocol::tcp, 3);
    j.connected("a", 3);
    j.half_open("a", 3);
    j.half_open("a", 2);
    j.proven("a", protocol::udp, 138);
    j.proven("a", protocol::udp, 138);
    const auto& r = j.askers().at("a");
    CHECK(r.half_open == std::set<std::uint16_t>{1});
    CHECK(r.connected == std::set<std::uint16_t>{2});
    CHECK(r.proven_tcp == std::set<std::uint16_t>{3});
    CHECK(r.proven_udp == std::set<std::uint16_t>{138});
    CHECK(r.proven());
    CHECK(j.proven_ports() == 2);
}

TEST_CASE("a wrong clock is news once") {
    reach_journal j;
    CHECK(j.clock_is_off("a", 700));
    CHECK_FALSE(j.clock_is_off("a", 701));
    CHECK(j.clock_is_off("b", -700));
    CHECK(j.askers().at("a").clock_off == 701);
}

TEST_CASE("strangers fill their share, and never that of those with the key") {
    reach_journal j;
    for (int n = 0; n < 1000; ++n)
        j.half_open("stranger " + std::to_string(n), 1);
    CHECK(j.askers().size() == reach_journal::most_strangers);
    CHECK(j.overflowed());
    j.connected("another", 1);
    CHECK(j.askers().count("another") == 0);
    j.proven("friend", protocol::tcp, 1);
    CHECK(j.askers().at("friend").proven());
    j.connected("friend", 2); // known already
    CHECK(j.askers().at("friend").connected.size() == 1);
}
