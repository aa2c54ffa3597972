#include "agent/line_notes.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

/// Hosts 10.0.0.1, 10.0.0.2, …, with one TCP port each, on perfect lines; all refuse.
struct line_scene {
    sweep_request asked;
    sweep_result swept;

    explicit line_scene(std::uint32_t hosts) {
        for (std::uint32_t a = 0; a < hosts; ++a) {
            asked.addresses.push_back("10.0.0." + std::to_string(a + 1));
            asked.probes.push_back({a, protocol::tcp, 6160});
            swept.observations.emplace_back().reason = reason::conn_refused;
        }
        swept.loss.resize(hosts);
        swept.shut_out.resize(hosts);
        swept.traced.assign(hosts, true);
    }

    std::vector<std::string> notes() const { return line_notes(asked, swept); }
};

} // namespace

TEST_CASE("nothing is noted of good lines") {
    CHECK(line_scene(3).notes().empty());
}

TEST_CASE("who is shut out is told what to do") {
    line_scene s(6);
    for (std::size_t a = 1; a < 6; ++a)
        s.swept.shut_out[a] = true;
    const auto notes = s.notes();
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].starts_with("Shut out: 10.0.0.2, 10.0.0.3, 10.0.0.4 and 2 more stopped answering"));
    CHECK(notes[0].ends_with(
        "or check again later with a lower --rate (it is for each target) or fewer targets at once."));
}

TEST_CASE("a lossy line is noted from one packet in ten") {
    line_scene s(3);
    s.swept.loss = {.09, .1, .357};
    const auto notes = s.notes();
    REQUIRE(notes.size() == 1);
    CHECK(notes[0] == "Lossy line: 10 to 36 % of the packets to 10.0.0.2, 10.0.0.3 were lost, there or back. Silence "
                      "that this explains counts as unknown.");
    s.swept.loss = {0, 0, .2};
    CHECK(s.notes()[0].starts_with("Lossy line: about 20 % of the packets to 10.0.0.3 were lost"));
}

TEST_CASE("a router that lacks one route may lack others, of which it had no time to speak") {
    line_scene s(4);
    for (std::size_t a = 0; a < 3; ++a)
        s.swept.observations[a].reason = reason::no_response;
    CHECK(s.notes().empty()); // nobody speaks of routes
    auto& complaint = s.swept.observations[3];
    complaint.reason = reason::net_unreach;
    complaint.icmp = icmp_error{3, 0, false};
    complaint.answered_by = "10.0.1.1";
    s.swept.observations[2].path_end = path_end{"10.0.2.1", 2, 3, dropped_at::here_or_after, drop_way::either};
    const auto notes = s.notes();
    REQUIRE(notes.size() == 1);
    CHECK(notes[0] ==
          "10.0.1.1 has no route to some targets, and says so only about once a second: it may have none to "
          "10.0.0.1, 10.0.0.2 either, which never answered. Check one of them alone to see it.");
    SUBCASE("a host that answers has a route") {
        s.asked.probes.push_back({0, protocol::tcp, 6162});
        s.swept.observations.emplace_back().reason = reason::conn_refused;
        CHECK(s.notes()[0].find("none to 10.0.0.2 either") != std::string::npos);
    }
    SUBCASE("nor is this host a router") {
        complaint.icmp.reset();
        CHECK(s.notes().empty());
    }
}

TEST_CASE("where silence ends stays open when routers are asked more than they answer, and that is said") {
    line_scene s(10);
    for (auto& seen : s.swept.observations)
        seen.reason = reason::no_response;
    for (std::size_t a = 0; a < 4; ++a)
        s.swept.observations[a].path_end = path_end{"10.0.1.1", 1, 3, dropped_at::here_or_after, drop_way::either};
    const auto notes = s.notes();
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].starts_with("Where the silent packets to 10.0.0.5, 10.0.0.6, 10.0.0.7 and 3 more end was "
                               "not found out: routers answer only a few such questions a second"));
    SUBCASE("not of what is not traced") {
        s.swept.traced.assign(10, false);
        CHECK(s.notes().empty());
    }
    SUBCASE("not of few: then there is another reason") {
        line_scene few(3);
        for (auto& seen : few.swept.observations)
            seen.reason = reason::no_response;
        CHECK(few.notes().empty());
    }
}
