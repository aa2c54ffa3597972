#include "probes/path/walk.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

constexpr const char* target = "10.0.3.5";

observation saw(reason r, std::string by, state s = state::filtered) {
    observation o;
    o.reason = r;
    o.state = s;
    o.answered_by = std::move(by);
    return o;
}

/// One letter for each number of hops: 1-9 "time exceeded" from 10.0.0.n, T the same in the target's name, . silence,
/// a handshake, r RST, u port unreachable from the target, f the same from a firewall.
walk path(const std::string& picture) {
    walk w;
    for (const char c : picture) {
        switch (c) {
        case '.': w.push_back(saw(reason::no_response, "")); break;
        case 'T': w.push_back(saw(reason::time_exceeded, target)); break;
        case 'a': w.push_back(saw(reason::syn_ack, target, state::open)); break;
        case 'r': w.push_back(saw(reason::conn_refused, target, state::closed)); break;
        case 'u': w.push_back(saw(reason::port_unreach, target, state::closed)); break;
        case 'f': w.push_back(saw(reason::port_unreach, "10.0.0.9")); break;
        default: w.push_back(saw(reason::time_exceeded, std::string("10.0.0.") + c));
        }
    }
    return w;
}

} // namespace

TEST_CASE("distance is the least number of hops that brought an answer of the host") {
    struct row {
        std::string picture;
        std::optional<int> hops;
    };
    const row rows[] = {
        {"12rrrrrr", 3},  {"..a.....", 3},  {"12uuuuuu", 3},
        {"r", 1},         {"12......", {}}, {"12ffffff", {}}, // a firewall's word is not the host's
        {"1T......", {}}, {"", {}},
    };
    for (const auto& r : rows) {
        CAPTURE(r.picture);
        CHECK(distance_of_answer(path(r.picture), target) == r.hops);
    }
}

TEST_CASE("a redirect shows by an error in the target's name") {
    CHECK(is_redirected(path("1Ta"), target));
    CHECK(!is_redirected(path("12a"), target));
    CHECK(routers_of(path("1T3"), target) == std::vector<std::string>{"10.0.0.1", "", "10.0.0.3"});
}

TEST_CASE("where silence begins") {
    struct row {
        std::string silent, others;
        std::optional<int> hops;
        int last_hop;
        bool before_host;
    };
    const row rows[] = {
        {"1.......", "12......", 3, 1, true},   // the second router speaks, but not of these packets
        {"12......", "12......", 3, 2, false},  // the last router, the host, or the way back
        {"1.......", "1.......", 3, 1, false},  // the second router never speaks
        {"1.......", "12......", {}, 1, false}, // nothing is known of the host
        {"........", "12......", 3, 0, false},
        {"1.3.....", "1.3.....", 4, 3, false}, // one router that never speaks does not matter
        {".23.....", "123.5...", 6, 3, false},
        {"12a.....", "12......", 3, 0, false}, // answered after all
        {"1.u.....", "12......", 3, 0, false}, // the same of a datagram
    };
    for (const auto& r : rows) {
        CAPTURE(r.silent);
        CAPTURE(r.others);
        const auto end = end_of(path(r.silent), routers_of(path(r.others), target), r.hops, target);
        CHECK(end.last_hop == r.last_hop);
        CHECK(end.before_host == r.before_host);
        CHECK(end.router == (r.last_hop == 0 ? "" : "10.0.0." + std::to_string(r.last_hop)));
    }
}

TEST_CASE("hops behind a packet, by its time to live") {
    struct row {
        int ttl, behind, initial;
    };
    for (const auto& r : {row{64, 1, 64}, row{62, 3, 64}, row{128, 1, 128}, row{126, 3, 128}, row{255, 1, 255},
                          row{250, 6, 255}, row{65, 64, 128}}) {
        CHECK(hops_behind(r.ttl) == r.behind);
        CHECK(initial_ttl(r.ttl) == r.initial);
    }
}

TEST_CASE("bounds tell the time to live of answers, up to so many hops") {
    const auto bounds = ttl_bounds(8);
    const auto measured = [&](int ttl) {
        std::vector<bool> passed;
        for (const int bound : bounds)
            passed.push_back(ttl >= bound);
        return ttl_between(bounds, passed);
    };
    for (const int initial : {64, 128, 255})
        for (int behind = 1; behind <= 8; ++behind)
            CHECK(measured(initial - behind + 1) == initial - behind + 1);
    CHECK(!measured(100)); // farther than the bounds go
    CHECK(!measured(10));
    // Answers over paths of unequal length: a higher bound passed, a lower one not.
    std::vector<bool> mixed(bounds.size(), true);
    mixed[3] = false;
    CHECK(!ttl_between(bounds, mixed));
    CHECK(!ttl_between(bounds, std::vector<bool>(bounds.size(), false)));
}
