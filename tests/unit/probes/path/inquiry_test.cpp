#include "probes/path/inquiry.hpp"

#include "tests/unit/probes/path/simulated_network.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <utility>

using namespace fairway;
using test::simulated_network;
using rule_kind = simulated_network::rule::kind;

namespace {

/// Ports 100 to 140 over TCP, and 5000 and 5001 over UDP.
std::vector<probe> all_probes() {
    std::vector<probe> probes;
    for (std::uint16_t port = 100; port <= 140; ++port)
        probes.push_back({0, protocol::tcp, port});
    probes.push_back({0, protocol::udp, 5000});
    probes.push_back({0, protocol::udp, 5001});
    return probes;
}

constexpr int always = 1000; // rounds

struct investigated {
    path_conclusions known;
    int rounds = 0;

    const on_way* on_path(std::uint16_t port) const {
        const auto it = known.on_path.find(port - 100u);
        return it == known.on_path.end() ? nullptr : &it->second;
    }
    bool by_host(std::uint16_t port) const { return known.by_host.count(port - 100u) != 0; }
    const path_end* end(std::uint16_t port) const {
        const auto it = known.ends.find(port >= 5000 ? 41u + (port - 5000u) : port - 100u);
        return it == known.ends.end() ? nullptr : &it->second;
    }
    std::set<std::uint16_t> accused() const {
        std::set<std::uint16_t> ports;
        for (const auto& [probe, who] : known.on_path)
            ports.insert(static_cast<std::uint16_t>(100 + probe));
        return ports;
    }
};

std::set<std::uint16_t> ports(std::uint16_t first, std::uint16_t last) {
    std::set<std::uint16_t> all;
    for (unsigned port = first; port <= last; ++port)
        all.insert(static_cast<std::uint16_t>(port));
    return all;
}

/// What happens to a round's answers on their way.
using accident = std::function<void(const std::vector<probe>& packets, std::vector<observation>& answers)>;

/// Sweeps, and lets the inquiry ask until it is content; there is time for so many rounds.
investigated investigate(simulated_network net, int rounds_of_time = always, const accident& happens = {}) {
    const auto probes = all_probes();
    const auto seen = net.send_all(probes);
    inquiry asked({net.target}, {false}, probes, seen);
    investigated result;
    std::vector<observation> answers;
    for (;;) {
        const auto packets = asked.next(std::move(answers), result.rounds < rounds_of_time);
        if (packets.empty()) break;
        REQUIRE(++result.rounds < 60);
        answers = net.send_all(packets);
        if (happens) happens(packets, answers);
    }
    result.known = asked.concludes();
    return result;
}

observation unanswered() {
    observation o;
    o.reason = reason::no_response;
    return o;
}

simulated_network behind(int routers, std::vector<simulated_network::rule> rules = {}) {
    simulated_network net;
    net.routers = routers;
    net.rules = std::move(rules);
    net.open = {120, 121, 135};
    return net;
}

} // namespace

TEST_CASE("a host that answers for itself") {
    for (const int routers : {1, 2, 5, 12}) {
        for (const int initial : {64, 128, 255}) {
            CAPTURE(routers);
            CAPTURE(initial);
            auto net = behind(routers);
            net.initial_ttl = initial;
            const auto found = investigate(net);
            CHECK(found.known.hops[0] == routers + 1);
            CHECK(found.accused().empty());
            CHECK(found.known.ends.empty());
            for (std::uint16_t port = 100; port <= 140; ++port)
                CHECK(found.by_host(port));
        }
    }
}

TEST_CASE("lost packets of the survey are made good") {
    int controls = 0;
    const accident most_controls_are_lost = [&](const auto& packets, auto& answers) {
        for (std::size_t n = 0; n < packets.size(); ++n)
            if (packets[n].hops == 0 && packets[n].port >= 61000 && ++controls <= 4) answers[n] = unanswered();
    };
    bool is_lost = false;
    const accident first_of_host_is_lost = [&](const auto& packets, auto& answers) {
        for (std::size_t n = 0; n < packets.size(); ++n)
            if (packets[n].hops == 4 && packets[n].port >= 61000 && !std::exchange(is_lost, true))
                answers[n] = unanswered(); // The host seems to be a hop farther, and every port nearer than it.
    };
    for (const auto& happens : {most_controls_are_lost, first_of_host_is_lost}) {
        const auto found = investigate(behind(3), always, happens);
        CHECK(found.accused().empty());
        for (std::uint16_t port = 100; port <= 140; ++port)
            CHECK(found.by_host(port));
    }
}

TEST_CASE("one packet of a search that is lost breaks no accusation") {
    for (const int bound : {33, 60, 61, 62}) { // the host's RSTs arrive with 61
        CAPTURE(bound);
        bool is_lost = false;
        const accident happens = [&](const auto& packets, auto& answers) {
            for (std::size_t n = 0; n < packets.size(); ++n)
                if (packets[n].least_ttl == bound && packets[n].port >= 61000 && !std::exchange(is_lost, true))
                    answers[n] = unanswered();
        };
        CHECK(investigate(behind(3, {{rule_kind::refuse, 1, 105, 130}}), always, happens).accused() == ports(105, 130));
        CHECK(is_lost);
    }
}

TEST_CASE("silent datagrams are followed no farther than the host") {
    auto net = behind(2);
    net.silent = {5000};
    int most = 0;
    investigate(net, always, [&](const auto& packets, const auto&) {
        for (const auto& p : packets)
            if (p.port == 5000) most = std::max<int>(most, p.hops);
    });
    CHECK(most == 3);
}

TEST_CASE("RSTs and handshakes in the host's name") {
    struct row {
        std::string what;
        simulated_network::rule rule;
        int routers;
        on_way who;
    };
    const row rows[] = {
        {"the first router refuses", {rule_kind::refuse, 1, 105, 130}, 2, {on_way_kind::router, "10.0.1.1", 1}},
        {"the last router refuses", {rule_kind::refuse, 2, 105, 130}, 2, {on_way_kind::router, "10.0.2.1", 2}},
        {"the last router refuses what it would have forwarded",
         {rule_kind::refuse, 2, 105, 130, protocol::tcp, true},
         2,
         {on_way_kind::router, "10.0.2.1", 2}},
        {"a router in the middle refuses what it would have forwarded",
         {rule_kind::refuse, 2, 105, 130, protocol::tcp, true},
         4,
         {on_way_kind::router, "10.0.2.1", 2}},
        {"a SYN proxy on the first router, or another machine",
         {rule_kind::accept, 1, 105, 130},
         2,
         {on_way_kind::something, "", 1}},
        {"a SYN proxy on the last router", {rule_kind::accept, 3, 105, 130}, 3, {on_way_kind::something, "", 3}},
        {"behind one router only", {rule_kind::refuse, 1, 105, 130}, 1, {on_way_kind::router, "10.0.1.1", 1}},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto found = investigate(behind(r.routers, {r.rule}));
        CHECK(found.accused() == ports(105, 130));
        for (const auto& [probe, who] : found.known.on_path) {
            CHECK(to_string(who.kind) == to_string(r.who.kind));
            CHECK(who.address == r.who.address);
            CHECK(who.hop == r.who.hop);
        }
        CHECK(found.known.hops[0] == r.routers + 1);
        CHECK(!found.by_host(110));
    }
}

TEST_CASE("the last router is known without an open port, as before onboarding") {
    auto net = behind(2, {{rule_kind::refuse, 2, 105, 130, protocol::tcp, true}});
    net.open.clear();
    const auto found = investigate(net);
    CHECK(found.accused() == ports(105, 130));
    REQUIRE(found.on_path(110) != nullptr);
    CHECK(*found.on_path(110) == on_way{on_way_kind::router, "10.0.2.1", 2});
}

TEST_CASE("a router that never complains has no name") {
    auto net = behind(3, {{rule_kind::refuse, 2, 105, 130}});
    net.mute = {2};
    const auto found = investigate(net);
    REQUIRE(found.on_path(110) != nullptr);
    CHECK(*found.on_path(110) == on_way{on_way_kind::something, "", 2});
}

TEST_CASE("an open port is left alone where a lost packet makes the host seem farther than it is") {
    struct row {
        const char* title;
        bool udp, shows_loss;
        int most; ///< SYNs that reach the open port
    };
    // One answer at the host's true distance in any case, and none short of it where loss or datagrams warn.
    for (const auto& r : std::vector<row>{{"datagrams show it", true, false, 1},
                                          {"loss warns", false, true, 1},
                                          {"nothing warns: once short of it", false, false, 3}}) {
        CAPTURE(r.title);
        auto net = behind(3);
        net.open.insert(120);
        bool is_lost = false, is_seen = !r.shows_loss;
        int to_open = 0;
        const auto found = investigate(net, always, [&](const auto& packets, auto& answers) {
            for (std::size_t n = 0; n < packets.size(); ++n) {
                const bool control = packets[n].protocol == protocol::tcp && packets[n].port >= 61000;
                if (packets[n].protocol == protocol::udp && !r.udp) answers[n] = unanswered();
                if (control && packets[n].hops == 4 && !std::exchange(is_lost, true)) answers[n] = unanswered();
                if (control && packets[n].hops == 0 && !std::exchange(is_seen, true)) answers[n] = unanswered();
                if (packets[n].port == 120 && answers[n].reason == reason::syn_ack) ++to_open;
            }
        });
        CHECK(found.accused().empty());
        CHECK(found.by_host(120));
        CHECK(to_open <= r.most);
    }
}

TEST_CASE("a router has no name where an open port answers from as far: both may be another machine's") {
    const auto found = investigate(behind(4, {{rule_kind::refuse, 1, 105, 110}, {rule_kind::accept, 1, 120, 125}}));
    CHECK(found.accused().size() == 12);
    REQUIRE(found.on_path(105) != nullptr);
    CHECK(*found.on_path(105) == on_way{on_way_kind::something, "", 1});
    REQUIRE(found.on_path(120) != nullptr);
    CHECK(*found.on_path(120) == on_way{on_way_kind::something, "", 1});
}

TEST_CASE("one port that is redirected to another machine") {
    const auto found = investigate(behind(4, {{rule_kind::redirect, 1, 110, 110, protocol::tcp, false, 5}}));
    REQUIRE(found.on_path(110) != nullptr);
    CHECK(*found.on_path(110) == on_way{on_way_kind::redirect, "", 0});
    CHECK(found.on_path(100) == nullptr);
    CHECK(found.on_path(120) == nullptr);
    CHECK(found.known.hops[0] == 5);
}

TEST_CASE("paths of unequal length accuse nobody") {
    for (const int routers : {1, 2, 3, 6}) {
        auto net = behind(routers);
        net.unequal_paths = true;
        CHECK(investigate(net).accused().empty());
    }
}

TEST_CASE("where silence ends") {
    struct row {
        std::string what;
        simulated_network net;
        path_end end;
    };
    const simulated_network::rule at_first{rule_kind::drop, 1, 105, 130, protocol::tcp, true};
    auto firewall_of_host = behind(2);
    firewall_of_host.silent = ports(105, 130);
    auto mute_next = behind(3, {at_first});
    mute_next.mute = {2};
    auto mute_first = behind(3, {{rule_kind::drop, 2, 105, 130, protocol::tcp, true}});
    mute_first.mute = {1};
    const row rows[] = {
        {"a router far away drops",
         behind(7, {{rule_kind::drop, 5, 105, 130, protocol::tcp, true}}),
         {"10.0.5.1", 5, 8, dropped_at::here_or_after, drop_way::forward}},
        {"the first router drops, and the second complains of other packets",
         behind(3, {at_first}),
         {"10.0.1.1", 1, 4, dropped_at::here_or_after, drop_way::forward}},
        {"the last router drops, or the host, or the answers are lost",
         behind(2, {{rule_kind::drop, 2, 105, 130, protocol::tcp, true}}),
         {"10.0.2.1", 2, 3, dropped_at::here_or_after, drop_way::either}},
        {"the host's own firewall looks the same",
         firewall_of_host,
         {"10.0.2.1", 2, 3, dropped_at::here_or_after, drop_way::either}},
        {"the router behind the drop never complains, the one behind that does",
         mute_next,
         {"10.0.1.1", 1, 4, dropped_at::here_or_after, drop_way::either}},
        {"a router before the drop never complains",
         mute_first,
         {"10.0.2.1", 2, 4, dropped_at::here_or_after, drop_way::forward}},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto found = investigate(r.net);
        for (const auto port : std::vector<std::uint16_t>{105, 117, 130}) {
            REQUIRE(found.end(port) != nullptr);
            CHECK(*found.end(port) == r.end);
        }
        CHECK(found.end(100) == nullptr);
        CHECK(found.accused().empty());
        CHECK(found.by_host(100));
    }
}

TEST_CASE("silence before the first router has no place") {
    const auto found = investigate(behind(3, {{rule_kind::drop, 1, 105, 130}}));
    CHECK(found.end(110) == nullptr);
}

TEST_CASE("complaints that are missing are asked for again before they count") {
    auto net = behind(3);
    net.silent = ports(105, 130);
    net.limited = true;
    const auto found = investigate(net);
    if (const auto* end = found.end(110)) CHECK(!end->is_before_host());
}

TEST_CASE("of ten packets to the router behind a drop nine are the silent port's") {
    int of_port = 0, of_controls = 0;
    const auto found = investigate(behind(3, {{rule_kind::drop, 1, 110, 110, protocol::tcp, true}}), always,
                                   [&](const auto& packets, const auto&) {
                                       for (const auto& p : packets) {
                                           if (p.hops != 2 || p.protocol != protocol::tcp) continue;
                                           of_port += p.port == 110 ? 1 : 0;
                                           of_controls += p.port >= 61000 ? 1 : 0;
                                       }
                                   });
    REQUIRE(found.end(110) != nullptr);
    CHECK(found.end(110)->is_before_host());
    CHECK(of_controls == 1 + 6); // the first by the survey
    CHECK(of_port == 1 + 9 * 6);
}

TEST_CASE("a router that complains once a second shows a drop in slow rounds, if they can be enough") {
    struct row {
        int at_once; ///< complaints, one of which the survey gets
        bool has_slow_rounds;
        int to_port; ///< packets, one of which the walk sends
    };
    for (const auto& r : std::vector<row>{{4, true, 1 + 9 + 45 + 3 * 9}, {3, false, 1 + 9 + 45}, {1, false, 1 + 9}}) {
        CAPTURE(r.at_once);
        int left = r.at_once, to_port = 0;
        bool slow = false;
        const accident router_is_limited = [&](const auto& packets, auto& answers) {
            for (std::size_t n = 0; n < packets.size(); ++n) {
                if (packets[n].hops != 2 || packets[n].protocol != protocol::tcp) continue;
                to_port += packets[n].port == 110 ? 1 : 0;
                if (packets[n].at >= std::chrono::seconds(1)) left = 1;
                slow = slow || packets[n].at >= std::chrono::seconds(1);
                if (answers[n].reason == reason::time_exceeded && left-- <= 0) answers[n] = unanswered();
            }
        };
        const auto found =
            investigate(behind(3, {{rule_kind::drop, 1, 110, 110, protocol::tcp, true}}), always, router_is_limited);
        REQUIRE(found.end(110) != nullptr);
        CHECK(found.end(110)->is_before_host() == r.has_slow_rounds);
        CHECK(slow == r.has_slow_rounds);
        CHECK(to_port == r.to_port);
    }
}

TEST_CASE("complaints of controls that were not sent between a port's packets show nothing of it") {
    // All controls are silent, and a doubt about others has many of them end at the last router. It complains of none
    // while packets of the silent port are among them: it was asked too much.
    auto net = behind(3, {{rule_kind::refuse, 1, 105, 119}});
    net.stealth = true;
    for (std::uint16_t port = 100; port < 140; ++port)
        net.open.insert(port);
    int of_controls = 0;
    const auto found = investigate(net, always, [&](const auto& packets, auto& answers) {
        const bool has_port = // more than its walk
            std::count_if(packets.begin(), packets.end(), [](const auto& p) { return p.port == 140 && p.hops == 3; }) >
            1;
        for (std::size_t n = 0; n < packets.size(); ++n) {
            if (packets[n].hops != 3 || answers[n].reason != reason::time_exceeded) continue;
            if (packets[n].port == 140 || (has_port && packets[n].protocol == protocol::tcp))
                answers[n] = unanswered();
            else if (packets[n].port >= 61000)
                ++of_controls;
        }
    });
    CHECK(of_controls >= 7);
    REQUIRE(found.end(140) != nullptr);
    CHECK(found.end(140)->hop == 2);
    CHECK(!found.end(140)->is_before_host());
}

TEST_CASE("silent datagrams count as dropped only where the next router complains of others") {
    struct row {
        std::string what;
        simulated_network net;
        bool dropped;
        int hop;
    };
    auto mute_service = behind(2);
    mute_service.silent = {5000};
    auto limited = mute_service;
    limited.limited = true;
    const row rows[] = {
        {"a service that does not answer", mute_service, false, 2},
        {"the first router drops", behind(3, {{rule_kind::drop, 1, 5000, 5000, protocol::udp, true}}), true, 1},
        {"routers that complain seldom", limited, false, 0},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto found = investigate(r.net);
        CHECK(found.end(5001) == nullptr);
        if (const auto* end = found.end(5000)) {
            CHECK(end->is_before_host() == r.dropped);
            CHECK((end->dropped == dropped_at::here_or_after) == r.dropped);
            if (r.hop > 0) CHECK(end->hop == r.hop);
        } else {
            CHECK(!r.dropped);
        }
    }
}

TEST_CASE("what ends early accuses nobody who would not be accused in the end") {
    const auto worlds = {behind(2), behind(3, {{rule_kind::refuse, 1, 105, 130}}),
                         behind(3, {{rule_kind::drop, 1, 105, 130, protocol::tcp, true}})};
    for (const auto& world : worlds) {
        const auto whole = investigate(world);
        for (int rounds = 0; rounds < whole.rounds; ++rounds) {
            CAPTURE(rounds);
            const auto part = investigate(world, rounds);
            CHECK(part.rounds == rounds);
            const auto accused = part.accused(), in_the_end = whole.accused();
            CHECK(std::includes(in_the_end.begin(), in_the_end.end(), accused.begin(), accused.end()));
        }
    }
    CHECK(investigate(behind(2), 0).known.hops[0] == std::nullopt);
}

TEST_CASE("packets that were not sent prove nothing") {
    const auto probes = all_probes();
    auto net = behind(3, {{rule_kind::refuse, 1, 105, 130}});
    const auto seen = net.send_all(probes);
    for (int sent = 0; sent < 12; ++sent) {
        CAPTURE(sent);
        inquiry asked({net.target}, {false}, probes, seen);
        std::vector<observation> answers;
        int rounds = 0;
        for (;;) {
            const auto packets = asked.next(std::move(answers), rounds <= sent);
            if (packets.empty()) break;
            answers = rounds++ < sent ? net.send_all(packets) : std::vector<observation>(packets.size());
        }
        for (const auto& [probe, who] : asked.concludes().on_path)
            CHECK((probe >= 5 && probe <= 30));
    }
}

TEST_CASE("nor do those that were not sent among others") {
    const auto probes = all_probes();
    const simulated_network::rule rules[] = {{rule_kind::refuse, 1, 105, 130},
                                             {rule_kind::refuse, 3, 105, 130, protocol::tcp, true},
                                             {rule_kind::drop, 1, 105, 130, protocol::tcp, true}};
    for (const auto& rule : rules)
        for (const auto& lost : std::vector<std::function<bool(const probe&, std::size_t)>>{
                 [](const probe&, std::size_t n) { return n % 2 == 0; },
                 [](const probe&, std::size_t n) { return n % 3 == 0; },
                 [](const probe&p, std::size_t) { return p.port >= 61000 && p.least_ttl > 0; },
                 [](const probe&p, std::size_t) { return p.port >= 61000 && p.hops > 0; },
                 [](const probe&p, std::size_t) { return p.port >= 61000 && p.hops == 0; }}) {
            auto net = behind(3, {rule});
            const auto seen = net.send_all(probes);
            inquiry asked({net.target}, {false}, probes, seen);
            std::vector<observation> answers;
            for (int rounds = 0; rounds < 60; ++rounds) {
                const auto packets = asked.next(std::move(answers), true);
                if (packets.empty()) break;
                answers = net.send_all(packets);
                for (std::size_t n = 0; n < packets.size(); ++n)
                    if (lost(packets[n], n)) answers[n] = observation();
            }
            for (const auto& [probe, who] : asked.concludes().on_path)
                CHECK((probe >= 5 && probe <= 30));
        }
}

TEST_CASE("controls find ports that nobody asked for, even if requirements name all the usual ones") {
    std::vector<probe> probes;
    for (unsigned port = 49152; port <= 65535; ++port) // dynamic ports
        probes.push_back({0, protocol::tcp, static_cast<std::uint16_t>(port)});
    for (unsigned port = 33000; port <= 34000; ++port)
        probes.push_back({0, protocol::udp, static_cast<std::uint16_t>(port)});
    auto net = behind(2);
    inquiry asked({net.target}, {false}, probes, net.send_all(probes));
    const auto survey = asked.next({}, true);
    CHECK(survey.size() > 20);
    for (const auto& p : survey)
        CHECK((p.protocol == protocol::tcp ? p.port < 49152 : p.port < 33000 || p.port > 34000));
}

TEST_CASE("addresses that are skipped, and those where nothing is to be asked") {
    const auto probes = all_probes();
    auto net = behind(2);
    const auto seen = net.send_all(probes);
    inquiry skipped({net.target}, {true}, probes, seen);
    CHECK(skipped.next({}, true).empty());
    inquiry nothing({net.target}, {false}, probes, std::vector<observation>(probes.size()));
    CHECK(nothing.next({}, true).empty());
    CHECK(nothing.concludes().hops == std::vector<std::optional<int>>{std::nullopt});
}

TEST_CASE("conclusions become part of what was seen") {
    path_conclusions known;
    known.by_host = {0, 1};
    known.on_path = {{1, {on_way_kind::router, "10.0.1.1", 1}}};
    known.ends = {{2, {"10.0.1.1", 1, 3, dropped_at::here_or_after, drop_way::forward}}};
    std::vector<observation> seen(3);
    known.note_in(seen);
    CHECK(seen[0].who_answered == who_answered::host);
    CHECK(!seen[0].on_way);
    CHECK(seen[1].who_answered == who_answered::on_way);
    CHECK(seen[1].on_way == known.on_path.at(1));
    CHECK(seen[2].path_end == known.ends.at(2));
}
