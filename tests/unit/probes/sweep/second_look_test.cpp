#include "probes/sweep/second_look.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace fairway;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds deadline(3500);

observation silent() {
    observation o;
    o.state = state::filtered;
    o.reason = reason::no_response;
    return o;
}

observation refused() {
    observation o;
    o.state = state::closed;
    o.reason = reason::conn_refused;
    o.answered_by = "10.0.3.5";
    o.rtt_us = 10'000;
    return o;
}

observation rejected(std::string by = "10.0.1.1", std::uint8_t code = 13) {
    observation o;
    o.state = state::filtered;
    o.reason = reason::admin_prohibited;
    o.icmp = icmp_error{3, code, false};
    o.answered_by = std::move(by);
    return o;
}

/// Ports 2500, 2501, … of one address; s: silent, c: refused, r: rejected, R: by another router, x: other ICMP code.
struct second_look_scene {
    std::vector<probe> probes;
    std::vector<observation> seen;

    explicit second_look_scene(const std::string& picture, std::uint16_t first = 2500) {
        for (const char c : picture) {
            if (c != ' ') { // a gap: a port that nobody asked for
                probes.push_back({0, protocol::tcp, first});
                seen.push_back(c == 's'   ? silent()
                               : c == 'c' ? refused()
                               : c == 'R' ? rejected("10.0.2.1")
                               : c == 'x' ? rejected("10.0.1.1", 3)
                                          : rejected());
            }
            ++first;
        }
    }

    std::string picture() const {
        std::string p;
        for (const auto& o : seen)
            p += o.reason == reason::no_response    ? 's'
                 : o.reason == reason::conn_refused ? 'c'
                 : o.answered_by == "10.0.2.1"      ? 'R'
                 : o.icmp->code == 3                ? 'x'
                                                    : 'r';
        return p;
    }
};

} // namespace

namespace {

const std::vector<std::string> two_addresses{"10.0.3.5", "10.0.3.6"};

/// Lines on which so many packets were answered, and so many lost before that.
std::vector<line> lines(std::size_t heard, std::size_t lost = 0) {
    line l;
    for (std::size_t n = 0; n < heard; ++n)
        l.hear(std::chrono::milliseconds(10), 1);
    if (lost > 0) l.hear(std::chrono::milliseconds(10), lost + 1);
    return {l, l};
}

std::vector<std::size_t> probes_of(const std::vector<launch>& looks) {
    std::vector<std::size_t> all;
    for (const auto& l : looks)
        all.push_back(l.probe);
    std::sort(all.begin(), all.end());
    return all;
}

const std::vector<bool> nobody_shut_out(2, false);

} // namespace

TEST_CASE("silent ports of a host that answers others are asked once more, and again while some answer") {
    second_look_scene s("cccccscccss");
    second_look again(two_addresses, s.probes, deadline);
    const auto first = again.next(s.seen, lines(8), nobody_shut_out);
    CHECK(probes_of(first) == std::vector<std::size_t>{5, 9, 10});
    CHECK(std::is_sorted(first.begin(), first.end(), [](const auto& a, const auto& b) { return a.at < b.at; }));
    for (const auto& l : first)
        CHECK(l.tries == 2);
    s.seen[5] = refused();
    CHECK(probes_of(again.next(s.seen, lines(9), nobody_shut_out)) == std::vector<std::size_t>{9, 10});
    CHECK(again.next(s.seen, lines(9), nobody_shut_out).empty()); // none answered this time
}

TEST_CASE("of silent ports in a row the ends and the middle are asked; they speak for all") {
    second_look_scene s("c" + std::string(100, 's'));
    second_look again(two_addresses, s.probes, deadline);
    const auto first = probes_of(again.next(s.seen, lines(1), nobody_shut_out));
    CHECK(first == std::vector<std::size_t>{1, 50, 100});
    for (const auto i : first)
        s.seen[i].tries = 5;
    SUBCASE("one answers: all are asked, and none speaks for another") {
        s.seen[50] = refused();
        CHECK(again.next(s.seen, lines(2), nobody_shut_out).size() == 99);
        CHECK(s.seen[2].tries == 0);
    }
    SUBCASE("none answers") {
        CHECK(again.next(s.seen, lines(1), nobody_shut_out).empty());
        for (std::size_t i = 1; i < s.seen.size(); ++i)
            CHECK(s.seen[i].tries == 5);
    }
}

TEST_CASE("single ports among answers are asked each: loss is not in a row") {
    second_look_scene s("ccscccsccccscccccs" + std::string(100, 's'));
    second_look again(two_addresses, s.probes, deadline);
    const auto first = probes_of(again.next(s.seen, lines(14), nobody_shut_out));
    CHECK(first == std::vector<std::size_t>{2, 6, 11, 17, 67, 117});
    for (const std::size_t i : {2u, 6u, 11u})
        s.seen[i] = refused();
    // The row is as silent as it was, so that not all of it has to be asked.
    CHECK(probes_of(again.next(s.seen, lines(17), nobody_shut_out)) == std::vector<std::size_t>{17, 67, 117});
    CHECK(again.next(s.seen, lines(17), nobody_shut_out).empty());
}

TEST_CASE("on a lossy line silence is asked until loss does not explain it, so often at most") {
    second_look_scene s("cccccccccs");
    s.seen[9].tries = 3;
    second_look again(two_addresses, s.probes, deadline);
    CHECK(again.next(s.seen, lines(20, 10), nobody_shut_out).size() == 1);
    SUBCASE("not yet") {
        int rounds = 1;
        while (rounds < 20 && !again.next(s.seen, lines(20, 10), nobody_shut_out).empty())
            ++rounds;
        CHECK(rounds == 6);
    }
    SUBCASE("enough") {
        s.seen[9].tries = 11; // (1/3)^11 is less than 1 in 100,000
        CHECK(again.next(s.seen, lines(20, 10), nobody_shut_out).empty());
    }
}

TEST_CASE("what has answered nothing, or is left out, is not looked at again") {
    for (const char* picture : {"sssss", "cccc", "rrrr"}) {
        CAPTURE(picture);
        second_look_scene s(picture);
        CHECK(second_look(two_addresses, s.probes, deadline).next(s.seen, lines(0), nobody_shut_out).empty());
    }
    second_look_scene s("ccccs");
    CHECK(second_look(two_addresses, s.probes, deadline).next(s.seen, lines(4), {true, false}).empty());
    for (auto& p : s.probes)
        p.protocol = protocol::udp; // silence is its normal answer
    CHECK(second_look(two_addresses, s.probes, deadline).next(s.seen, lines(4), nobody_shut_out).empty());
}

TEST_CASE("addresses are judged on their own") {
    second_look_scene s("ccccs");
    for (std::uint16_t port = 1; port <= 3; ++port) {
        s.probes.push_back({1, protocol::tcp, port});
        s.seen.push_back(silent());
    }
    auto only_one = lines(4);
    only_one[1] = {};
    CHECK(probes_of(second_look(two_addresses, s.probes, deadline).next(s.seen, only_one, nobody_shut_out)) ==
          std::vector<std::size_t>{4});
}

TEST_CASE("a few rejections among silence: a range is rejected if its far end is, asked when the router has rested") {
    second_look_scene s("rrr" + std::string(100, 's'));
    second_look again(two_addresses, s.probes, deadline);
    const auto looks = again.next(s.seen, lines(0), nobody_shut_out);
    CHECK(probes_of(looks) == std::vector<std::size_t>{102}); // the near end lies beside a rejected port
    CHECK(looks.front().at > milliseconds(1000));
    SUBCASE("rejected alike") {
        s.seen[102] = rejected();
        s.seen[102].rtt_us = 900;
        CHECK(again.next(s.seen, lines(0), nobody_shut_out).empty());
        CHECK(s.picture() == std::string(103, 'r'));
        CHECK_FALSE(s.seen[50].rtt_us); // no answer came to this one
    }
    SUBCASE("still silent") {
        again.next(s.seen, lines(0), nobody_shut_out);
        CHECK(s.picture() == "rrr" + std::string(100, 's'));
    }
    SUBCASE("rejected by another router") {
        s.seen[102] = rejected("10.0.2.1");
        again.next(s.seen, lines(0), nobody_shut_out);
        CHECK(s.picture() == "rrr" + std::string(99, 's') + "R");
    }
}

TEST_CASE("what is silent beside rejected ports may be allowed: each range of it is asked for itself") {
    second_look_scene s("rr sss s ssssr rsr rrss");
    second_look again(two_addresses, s.probes, deadline);
    const auto looks = again.next(s.seen, lines(0), nobody_shut_out);
    CHECK(s.picture() == "rrssssssssrrrrrrss"); // what lies between two is known at once
    // The end of each that lies farther from rejected ports; where none are near, the other one last.
    CHECK(probes_of(looks) == std::vector<std::size_t>{2, 4, 5, 6, 17});
    CHECK(looks.back().probe == 2);
    for (std::size_t n = 1; n < looks.size(); ++n)
        CHECK(looks[n].at - looks[n - 1].at > milliseconds(1000));
    CHECK(looks.back().at + looks.back().deadline <= 2 * deadline);
    for (const std::size_t i : {5u, 6u, 17u})
        s.seen[i] = rejected();
    again.next(s.seen, lines(0), nobody_shut_out);
    CHECK(s.picture() == "rrsssrrrrrrrrrrrrr");
}

TEST_CASE("TCP and UDP take turns, so that neither goes without") {
    second_look_scene s("r s s s s s s");
    for (std::uint16_t port = 1; port <= 5; port += 2) {
        s.probes.push_back({0, protocol::udp, port});
        s.seen.push_back(silent());
    }
    second_look again(two_addresses, s.probes, deadline);
    CHECK(probes_of(again.next(s.seen, lines(0), nobody_shut_out)) == std::vector<std::size_t>{1, 2, 3, 7, 8});
}

TEST_CASE("datagrams that a router had no errors left for are asked again, too") {
    second_look_scene s("rrrr");
    s.probes.push_back({0, protocol::udp, 137});
    s.seen.push_back(silent());
    second_look again(two_addresses, s.probes, deadline);
    CHECK(probes_of(again.next(s.seen, lines(0), nobody_shut_out)) == std::vector<std::size_t>{4});
    CHECK(s.picture() == "rrrrs"); // a rule for TCP alone says nothing of them
}

namespace {

/// Hosts of one network, with a TCP and a UDP port each; a router says of some that it does not get there.
struct routes {
    std::vector<std::string> addresses;
    std::vector<probe> probes;
    std::vector<observation> seen;
    std::vector<line> unknown;
    std::vector<bool> all;

    static observation no_way(reason why, std::uint8_t code) {
        observation o;
        o.state = state::filtered;
        o.reason = why;
        o.icmp = icmp_error{3, code, false};
        o.answered_by = "10.0.1.1";
        return o;
    }

    explicit routes(const observation& error) : unknown(40), all(40, false) {
        for (std::uint32_t a = 0; a < 40; ++a) {
            addresses.push_back((a < 30 ? "10.9.1." : "10.9.2.") + std::to_string(a + 1));
            for (const auto p : {protocol::tcp, protocol::udp}) {
                probes.push_back({a, p, 6160});
                seen.push_back(a < 5 && p == protocol::tcp ? error : silent());
            }
        }
    }

    bool is_unreachable(std::size_t address) const {
        return seen[2 * address].icmp.has_value() && seen[2 * address + 1].icmp.has_value();
    }
};

const auto no_route = routes::no_way(reason::net_unreach, 0), no_host = routes::no_way(reason::host_unreach, 1);

} // namespace

TEST_CASE("a router without a route says so for a few hosts; a sample shows it for all of the network") {
    for (const bool one_only : {false, true})
        for (const bool says_it_again : {false, true}) {
            CAPTURE(one_only);
            CAPTURE(says_it_again);
            routes r(no_route);
            for (std::size_t a = 1; a < 5 && one_only; ++a)
                r.seen[2 * a] = silent();
            second_look again(r.addresses, r.probes, deadline);
            const auto looks = again.next(r.seen, r.unknown, r.all);
            // A datagram to the last host; where one host is known only, TCP to the next as well.
            CHECK(probes_of(looks) ==
                  (one_only ? std::vector<std::size_t>{2, 2 * 29 + 1} : std::vector<std::size_t>{2 * 29 + 1}));
            for (std::size_t n = 1; n < looks.size(); ++n)
                CHECK(looks[n].at - looks[n - 1].at > milliseconds(2000));
            for (const auto& l : looks)
                if (says_it_again || &l != &looks.front()) r.seen[l.probe] = no_route;
            again.next(r.seen, r.unknown, r.all);
            CHECK(r.is_unreachable(20) == says_it_again);
            CHECK_FALSE(r.is_unreachable(35)); // of another network nothing was said
        }
}

TEST_CASE("where somebody answers, a route of the network is there; each host is asked for itself") {
    for (const auto p : {protocol::tcp, protocol::udp}) {
        routes r(no_route);
        auto& of_host = r.seen[2 * 20 + (p == protocol::udp ? 1 : 0)]; // or it says that a UDP port is closed
        of_host = refused();
        of_host.answered_by = r.addresses[20];
        second_look again(r.addresses, r.probes, deadline);
        const auto looks = again.next(r.seen, r.unknown, r.all);
        CHECK(probes_of(looks) == std::vector<std::size_t>{1, 3}); // as many as there is time for
        for (const auto& l : looks)
            r.seen[l.probe] = no_route;
        again.next(r.seen, r.unknown, r.all);
        for (std::size_t a = 0; a < 40; ++a) {
            CAPTURE(a);
            CHECK(r.is_unreachable(a) == (a < 2));
        }
    }
}

TEST_CASE("a host that is down says nothing of its neighbors") {
    routes r(no_host);
    second_look again(r.addresses, r.probes, deadline);
    const auto looks = again.next(r.seen, r.unknown, r.all);
    CHECK(probes_of(looks) == std::vector<std::size_t>{1, 3});
    for (const auto& l : looks)
        r.seen[l.probe] = no_host;
    again.next(r.seen, r.unknown, r.all);
    for (std::size_t a = 0; a < 40; ++a) {
        CAPTURE(a);
        CHECK(r.is_unreachable(a) == (a < 2));
    }
}

TEST_CASE("silences between equal rejections belong to the same rule") {
    struct row {
        const char *before, *after;
    };
    const row rows[] = {
        {"rssssr", "rrrrrr"}, {"rsrssr", "rrrrrr"},   {"rsss", "rsss"}, // nothing was found again at the far end
        {"sssr", "sssr"},     {"rsscssr", "rsscssr"},                   // an answer of another kind lies between
        {"rssR", "rssR"},                                               // another router
        {"rssx", "rssx"},                                               // another message
        {"rss sr", "rsssr"},                                            // a port between was not asked for: no range
        {"ssss", "ssss"},     {"rsrcsr", "rrrcsr"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.before);
        second_look_scene s(r.before);
        join_rejections(1, s.probes, s.seen);
        CHECK(s.picture() == r.after);
    }
}
