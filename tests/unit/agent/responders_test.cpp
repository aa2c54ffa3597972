#include "agent/responders.hpp"

#include "tests/unit/agent/veeam.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using test::veeam;

namespace {

observation saw(state s, reason r, evidence e = evidence::none) {
    observation o;
    o.state = s;
    o.reason = r;
    o.evidence = e;
    return o;
}
observation open() {
    return saw(state::open, reason::syn_ack, evidence::connected);
}
observation refused() {
    return saw(state::closed, reason::conn_refused, evidence::refused);
}
observation silence() {
    return saw(state::filtered, reason::no_response, evidence::silent);
}
observation udp_silence() {
    return saw(state::open_or_filtered, reason::no_response, evidence::silent);
}
observation rejected() {
    return saw(state::filtered, reason::admin_prohibited, evidence::refused);
}

heard_answer answer(port_list tcp = {}, port_list udp = {}) {
    heard_answer h;
    h.source = "10.0.7.3";
    h.says.asker = {"10.0.7.3", 40000};
    h.says.here = {"10.0.0.5", 1};
    h.says.tcp = std::move(tcp);
    h.says.udp = std::move(udp);
    h.rtt_us = 77;
    return h;
}

/// One address, whose first port is always proven.
struct responder_scene {
    greeted_sweep s{{"10.0.0.5"}, {"10.0.7.3"}, {}, {}, {}};
    heard_answers heard;

    std::size_t add(protocol p, std::uint16_t port, observation seen, std::optional<heard_answer> h = {},
                    bool greeted = true) {
        s.probes.push_back({0, p, port});
        s.seen.push_back(std::move(seen));
        s.greeted.push_back(greeted);
        heard.push_back(std::move(h));
        return s.probes.size() - 1;
    }
};

requirement check_of(const char* flow, std::string target, std::vector<std::string> addresses) {
    requirement c;
    const auto* found = veeam().find_flow(flow);
    REQUIRE(found != nullptr);
    c.flow = *found;
    c.target = std::move(target);
    c.addresses = std::move(addresses);
    return c;
}

} // namespace

TEST_CASE("hello is said to the hosts that were named, and never to external services") {
    const auto ours = check_of("agent:repository:tcp:6162", "repo01", {"10.0.0.6", "fd00::6"});
    const auto cloud = check_of("backup-server:amazon-s3:tcp:443", "s3.example", {"s3.example"});
    CHECK(is_greeted(ours, veeam(), {"x", "repo01"}));
    CHECK(is_greeted(ours, veeam(), {"fd00::6"}));
    CHECK_FALSE(is_greeted(ours, veeam(), {"repo02", "10.0.0.60"}));
    CHECK_FALSE(is_greeted(ours, veeam(), {}));
    CHECK_FALSE(is_greeted(cloud, veeam(), {"s3.example"}));

    plan p;
    p.requirements = {ours, cloud};
    CHECK(unknown_responders(p, veeam(), {"repo01", "10.0.0.6"}).empty());
    const auto problems = unknown_responders(p, veeam(), {"repo1", "repo01", "s3.example"});
    REQUIRE(problems.size() == 2);
    CHECK(to_string(problems[0]) ==
          "--responder: no flow of this check leads to \"repo1\"; expected a host from the site "
          "file or --peer, not an external service");
    CHECK(problems[1].message.find("s3.example") != std::string::npos);
}

TEST_CASE("where hello is said first") {
    struct row {
        const char* what;
        protocol p;
        observation seen;
        bool greeted, asked;
    };
    for (const row& r : std::initializer_list<row>{
             {"accepted", protocol::tcp, open(), true, true},
             {"accepted and closed", protocol::tcp, saw(state::open, reason::hang_up), true, true},
             {"refused", protocol::tcp, refused(), true, false},
             {"silent", protocol::tcp, silence(), true, false},
             {"UDP silence", protocol::udp, udp_silence(), true, true},
             {"UDP answered", protocol::udp, saw(state::open, reason::udp_response), true, true},
             {"UDP refused", protocol::udp, saw(state::closed, reason::port_unreach), true, true},
             {"UDP without a route", protocol::udp, saw(state::filtered, reason::no_route), true, false},
             {"another host", protocol::tcp, open(), false, false},
             {"another host's UDP", protocol::udp, udp_silence(), false, false},
         }) {
        CAPTURE(r.what);
        responder_scene c;
        c.add(r.p, 1, r.seen, {}, r.greeted);
        CHECK(first_hellos(c.s) == (r.asked ? std::vector<std::size_t>{0} : std::vector<std::size_t>{}));
    }
}

TEST_CASE("what a responder's word makes of each port") {
    struct row {
        const char* what;
        protocol p;
        observation seen;
        bool stands, half_open;
        responder_view view;
        bool asked_again;
    };
    using v = responder_view;
    constexpr auto tcp = protocol::tcp, udp = protocol::udp;
    for (const row& r : std::initializer_list<row>{
             {"silent", tcp, silence(), true, false, v::unseen, false},
             {"silent where it does not stand", tcp, silence(), false, false, v::unseen, false},
             {"silent, half-open", tcp, silence(), true, true, v::half_open, false},
             {"accepted by somebody else", tcp, open(), true, false, v::unseen, true},
             {"accepted by a real service", tcp, open(), false, false, v::none, false},
             {"accepted and in flight", tcp, open(), true, true, v::unseen, true},
             {"refused by somebody else", tcp, refused(), true, false, v::unseen, true},
             {"refused by the host", tcp, refused(), false, false, v::none, false},
             {"rejected by a router", tcp, rejected(), true, false, v::none, false},
             {"UDP dropped", udp, udp_silence(), true, false, v::unseen, true},
             {"UDP where it does not stand", udp, udp_silence(), false, false, v::none, false},
             {"UDP rejected", udp, rejected(), true, false, v::none, true},
         }) {
        CAPTURE(r.what);
        const port_list at = r.stands ? port_list{{7, 7}} : port_list();
        auto h = r.p == tcp ? answer(at) : answer({}, at);
        h.says.half_open = r.half_open ? port_list{{7, 7}} : port_list();
        responder_scene c;
        c.add(tcp, 1, open(), h);
        c.add(r.p, 7, r.seen);
        CHECK(second_hellos(c.s, c.heard) ==
              (r.asked_again ? std::vector<std::size_t>{1} : std::vector<std::size_t>{}));
        CHECK(weigh_answers(c.s, c.heard).empty());
        CHECK(c.s.seen[1].responder == r.view);
        CHECK(c.s.seen[1].evidence == r.seen.evidence);
        CHECK(c.s.seen[0].evidence == evidence::proven);

        // The same at a host that nobody said hello to: nothing changes.
        responder_scene other;
        other.add(tcp, 1, open(), h);
        other.add(r.p, 7, r.seen, {}, false);
        CHECK(second_hellos(other.s, other.heard).empty());
        weigh_answers(other.s, other.heard);
        CHECK(other.s.seen[1].responder == v::none);
    }
}

TEST_CASE("a valid answer proves, whatever was seen before") {
    responder_scene c;
    auto odd = rejected();
    odd.icmp = icmp_error{3, 13, false};
    odd.other_protocol = odd.mute = true;
    odd.identity = "SSH-2.0";
    c.add(protocol::tcp, 1, refused(), answer());
    c.add(protocol::udp, 138, odd, answer());
    CHECK(weigh_answers(c.s, c.heard).empty());
    for (const auto& seen : c.s.seen) {
        CHECK(seen.state == state::open);
        CHECK(seen.evidence == evidence::proven);
        CHECK(seen.answered_by == "10.0.0.5");
        CHECK(seen.rtt_us == 77u);
        CHECK_FALSE(seen.icmp);
        CHECK_FALSE(seen.other_protocol);
        CHECK_FALSE(seen.mute);
        CHECK(seen.identity.empty());
    }
    CHECK(c.s.seen[0].reason == reason::syn_ack);
    CHECK(c.s.seen[1].reason == reason::udp_response);
}

TEST_CASE("notes: translated addresses, once each; hosts where nobody answered; lists that were cut") {
    responder_scene c;
    auto nat = answer();
    nat.says.asker.address = "203.0.113.9";
    nat.says.here.address = "192.168.1.5";
    c.add(protocol::tcp, 1, open(), nat);
    c.add(protocol::tcp, 2, open(), nat);
    nat.says.cut = true;
    c.add(protocol::tcp, 3, open(), nat);
    c.s.addresses.push_back("fd00::9");
    c.s.sources.push_back("fd00::1");
    c.s.probes.push_back({1, protocol::tcp, 1});
    c.s.seen.push_back(open());
    c.s.greeted.push_back(true);
    c.heard.emplace_back();
    const auto notes = weigh_answers(c.s, c.heard);
    REQUIRE(notes.size() == 4);
    CHECK(notes[0] == "The responder at 10.0.0.5 sees this host as 203.0.113.9, not as 10.0.7.3: addresses are "
                      "translated on the path (NAT). Firewalls behind the NAT must allow 203.0.113.9.");
    CHECK(notes[1] == "The responder at 10.0.0.5 calls itself 192.168.1.5: addresses are translated on the path (NAT). "
                      "Firewalls behind the NAT must allow this address.");
    CHECK(notes[2].find("The responder at 10.0.0.5 stands in on more ports than fit in its answer") == 0);
    CHECK(notes[3].find("No responder answered at fd00::9.") == 0);
    CHECK(c.s.seen[0].identity == "it sees this host as 203.0.113.9");
    CHECK(c.s.seen[3].responder == responder_view::none);
}

TEST_CASE("a zone of a link-local address is no translation") {
    responder_scene c;
    c.s.addresses = {"fe80::5%eth0"};
    auto h = answer();
    h.source = "fe80::1%eth0";
    h.says.asker.address = "fe80::1";
    h.says.here.address = "fe80::5";
    c.add(protocol::tcp, 1, open(), h);
    CHECK(weigh_answers(c.s, c.heard).empty());
}
