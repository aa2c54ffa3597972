#include "matrix/path_words.hpp"

#include "matrix/assess.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace fairway;

namespace {

constexpr std::array on_way_kinds{on_way_kind::router, on_way_kind::something, on_way_kind::redirect,
                                  on_way_kind::accepts_everything};
constexpr std::array reasons{reason::not_run,      reason::local_limit,  reason::syn_ack,
                             reason::reset,        reason::hang_up,      reason::conn_refused,
                             reason::udp_response, reason::port_unreach, reason::admin_prohibited,
                             reason::host_unreach, reason::net_unreach,  reason::time_exceeded,
                             reason::no_route,     reason::perm_denied,  reason::no_response};

/// Everything that could be said of one port, right or wrong: who answered, and where packets ended.
std::vector<observation> all_observations(protocol p) {
    std::vector<std::optional<on_way>> on_ways{std::nullopt};
    for (const auto kind : on_way_kinds)
        for (const auto hop : {std::uint8_t{0}, std::uint8_t{2}})
            on_ways.push_back(on_way{kind, kind == on_way_kind::router ? "10.1.0.1" : "", hop});
    std::vector<std::optional<path_end>> ends{std::nullopt};
    for (const auto d : {dropped_at::unknown, dropped_at::here_or_after})
        for (const auto w : {drop_way::either, drop_way::forward, drop_way::return_path})
            ends.push_back(path_end{"10.1.0.1", 2, 4, d, w});
    std::vector<observation> all;
    for (const auto r : reasons)
        for (const auto& w : on_ways)
            for (const auto& e : ends)
                for (const auto v : {responder_view::none, responder_view::half_open, responder_view::unseen})
                    for (const char* by : {"", "10.0.0.5", "10.1.0.9", "10.0.7.3"}) {
                        observation o;
                        o.reason = r;
                        o.state = p == protocol::udp && r == reason::port_unreach ? state::closed : state::filtered;
                        o.answered_by = by;
                        o.on_way = w;
                        o.path_end = e;
                        o.responder = v;
                        all.push_back(o);
                    }
    return all;
}

} // namespace

TEST_CASE("words of the fields read back") {
    for (const auto k : on_way_kinds)
        CHECK(parse_on_way_kind(to_string(k)) == k);
    for (const auto d : {dropped_at::unknown, dropped_at::here_or_after})
        CHECK(parse_dropped_at(to_string(d)) == d);
    for (const auto w : {drop_way::either, drop_way::forward, drop_way::return_path})
        CHECK(parse_drop_way(to_string(w)) == w);
    for (const auto w :
         {who_answered::host, who_answered::on_way, who_answered::unchecked, who_answered::not_applicable})
        CHECK(parse_who_answered(to_string(w)) == w);
    for (int n = 0; n <= static_cast<int>(blocker_kind::unknown); ++n) {
        const auto k = static_cast<blocker_kind>(n);
        CHECK(parse_blocker_kind(to_string(k)) == k);
    }
    CHECK(!parse_on_way_kind("firewall"));
    CHECK(!parse_blocker_kind(""));
}

TEST_CASE("what is known of a path, in words") {
    CHECK(in_words(on_way{on_way_kind::router, "10.1.0.1", 2}) == "10.1.0.1 (hop 2)");
    CHECK(in_words(on_way{on_way_kind::router, "10.1.0.1", 0}) == "10.1.0.1");
    CHECK(in_words(on_way{on_way_kind::something, "", 2}) == "something at hop 2");
    CHECK(in_words(on_way{on_way_kind::something, "", 0}) == "something on the path");
    CHECK(in_words(on_way{on_way_kind::redirect, "", 0}) ==
          "another machine that a router redirects the connection to");
    CHECK(in_words(on_way{on_way_kind::accepts_everything, "", 0}) == "something that accepts every port");
    const path_end end{"10.1.0.1", 2, 4, dropped_at::here_or_after, drop_way::forward};
    CHECK(in_words(end) == "dropped at or just after 10.1.0.1 (hop 2 of 4)");
    auto other = end;
    other.of = 0;
    CHECK(in_words(other) == "dropped at or just after 10.1.0.1 (hop 2)");
    other = end;
    other.way = drop_way::either;
    CHECK(in_words(other) == "dropped at or after 10.1.0.1 (hop 2 of 4), or the answer is dropped on the return path");
    other.dropped = dropped_at::unknown;
    CHECK(in_words(other) == "it gets at least as far as 10.1.0.1 (hop 2 of 4)");
}

TEST_CASE("advice names a firewall on the path only by the address of a router") {
    std::size_t named = 0;
    for (const auto p : {protocol::tcp, protocol::udp}) {
        flow f;
        f.id = "agent:repository:6162";
        f.protocol = p;
        f.ports = {{6162, 6162}};
        for (const bool installed : {false, true})
            for (const auto& seen : all_observations(p)) {
                requirement c;
                c.flow = f;
                c.target = "repo01";
                c.addresses = {"repo01"};
                c.ports = c.probed = f.ports;
                c.installed = installed;
                const auto found = assess(c, {{"repo01", "10.0.0.5", "10.0.7.3", false, {{6162, seen}}, "", {}}},
                                          site(), "2026-11-23");
                const auto at_one = found.advice.find("in the firewall at ");
                if (at_one == std::string::npos) continue;
                ++named;
                CAPTURE(found.text);
                CAPTURE(found.advice);
                REQUIRE(found.blocker);
                CHECK(found.blocker->kind == blocker_kind::router);
                CHECK((found.blocker->address == "10.1.0.1" || found.blocker->address == "10.1.0.9"));
                CHECK(found.advice.find(" " + found.blocker->address, at_one) != std::string::npos);
                CHECK(found.advice.find("something") == std::string::npos);
            }
    }
    CHECK(named > 100);
}

TEST_CASE("whatever does not pass has a place where it stops, or nothing is known to stop it") {
    for (const auto p : {protocol::tcp, protocol::udp}) {
        flow f;
        f.protocol = p;
        f.ports = {{6162, 6162}};
        for (const auto& seen : all_observations(p)) {
            requirement c;
            c.flow = f;
            c.target = "repo01";
            c.ports = c.probed = f.ports;
            const auto found =
                assess(c, {{"repo01", "10.0.0.5", "10.0.7.3", false, {{6162, seen}}, "", {}}}, site(), "2026-11-23");
            CAPTURE(found.text);
            if (found.outcome == outcome::fail) CHECK(found.blocker.has_value());
            if (found.outcome == outcome::pass) CHECK(!found.blocker.has_value());
        }
    }
}
