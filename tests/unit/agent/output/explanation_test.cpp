#include "agent/output/explanation.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using std::chrono::milliseconds;

namespace {

observation answered(state s, reason r, std::string by, std::optional<std::uint32_t> rtt_us = {}) {
    observation o;
    o.state = s;
    o.reason = r;
    o.answered_by = std::move(by);
    o.rtt_us = rtt_us;
    return o;
}

observation refused_after(std::uint32_t rtt_us = 400) {
    return answered(state::closed, reason::conn_refused, "10.0.0.5", rtt_us);
}

observation unanswered() {
    return answered(state::filtered, reason::no_response, "");
}

observation expired(std::string router, std::uint8_t ttl) {
    auto o = answered(state::filtered, reason::time_exceeded, std::move(router), 1500);
    o.icmp = icmp_error{11, 0, false};
    o.answer_ttl = ttl;
    return o;
}

/// One address of a flow to 10.0.0.5, three hops away.
explanation about(std::vector<span> spans, explained_address at, protocol p = protocol::tcp) {
    flow f;
    f.id = "agent:repository:" + std::string(to_string(p)) + ":6162";
    f.protocol = p;
    explanation e;
    e.about.requirement.flow = f;
    e.about.requirement.target = "repo01";
    e.about.kind = spans.empty() ? finding_kind::not_run : spans.front().finding;
    e.about.outcome = spans.empty() ? outcome::unknown : spans.front().outcome;
    address_finding a;
    a.address = at.address = "10.0.0.5";
    a.source = "10.0.7.3";
    a.hops = 3;
    a.spans = std::move(spans);
    e.about.addresses = {a};
    e.addresses = {std::move(at)};
    return e;
}

span found(finding_kind k, outcome o, observation seen, port_list ports = {{6162, 6162}}) {
    span s;
    s.ports = std::move(ports);
    s.finding = k;
    s.outcome = o;
    s.seen = std::move(seen);
    return s;
}

/// Without the lines that are the same for all.
std::string render(std::vector<explanation> of, std::vector<std::string> absent = {}) {
    const auto text = render_explanations({"2026-11-23 01:59:58.042 UTC", std::move(of), std::move(absent)}, 100);
    CHECK(text.starts_with("Explanation: what the verdicts stand on, packet by packet\n"));
    CHECK(text.find("2026-11-23 01:59:58.042 UTC") != std::string::npos);
    return text.substr(text.find("\n\n") + 2);
}

} // namespace

TEST_CASE("probes, hop checks and conclusion of one address") {
    auto by_host = refused_after();
    by_host.who_answered = who_answered::host;
    explained_address at;
    at.probes = {{milliseconds(12), 6162, refused_after()}};
    at.packets = {
        {milliseconds(512), 1, protocol::tcp, 61003, true, 0, 0, refused_after(410)},
        {milliseconds(513), 1, protocol::tcp, 62341, true, 0, 0, refused_after(9400)},
        {milliseconds(514), 1, protocol::tcp, 63001, true, 1, 0, expired("10.1.0.1", 64)},
        {milliseconds(515), 1, protocol::udp, 33434, true, 1, 0, unanswered()},
        {milliseconds(1020), 2, protocol::tcp, 6162, false, 2, 0, expired("10.1.0.2", 1)},
        {milliseconds(2040), 4, protocol::tcp, 6162, false, 0, 62, refused_after()},
        {milliseconds(2041), 4, protocol::tcp, 6162, false, 0, 63, unanswered()},
        {milliseconds(2042), 4, protocol::tcp, 6162, false, 0, 63, unanswered()},
    };
    CHECK(render({about({found(finding_kind::path_open, outcome::pass, by_host)}, at)}) ==
          "agent:repository:tcp:6162 to repo01: path-open, pass\n"
          "  10.0.0.5, probed from 10.0.7.3, 3 hops away\n"
          "    Probes\n"
          "        0.012  TCP 6162                      RST from 10.0.0.5, 400 us\n"
          "    Hop checks: 8 packets\n"
          "               to           hops  TTL        came\n"
          "        0.512  TCP control  all              RST from 10.0.0.5, 410 us to 9.4 ms x 2 (ports 61003,\n"
          "                                             62341)\n"
          "        0.514  TCP control  1                ICMP 11/0 (time exceeded) from 10.1.0.1 with 64 hops to\n"
          "                                             live, 1.5 ms (port 63001)\n"
          "        0.515  UDP control  1                nothing (port 33434)\n"
          "        1.020  TCP 6162     2                ICMP 11/0 (time exceeded) from 10.1.0.2 with 1 hop to\n"
          "                                             live, 1.5 ms\n"
          "        2.040  TCP 6162     all   >= 62      RST from 10.0.0.5, 400 us\n"
          "        2.041  TCP 6162     all   >= 63      nothing x 2\n"
          "    Concluded\n"
          "      6162: path-open, pass; the target itself answered, as far as hop checks can tell\n");
}

TEST_CASE("neighboring ports with the same result are one line, others are not") {
    explained_address at;
    for (const auto port : {2500, 2501, 2502, 2504})
        at.probes.push_back({milliseconds(port - 2500), static_cast<std::uint16_t>(port), unanswered()});
    at.probes.push_back({milliseconds(5), 2505, refused_after()});
    auto end = unanswered();
    end.path_end = path_end{"10.1.0.1", 1, 3, dropped_at::here_or_after, drop_way::either};
    CHECK(render({about({found(finding_kind::silent, outcome::fail, end, {{2500, 2502}, {2504, 2504}})}, at)}) ==
          "agent:repository:tcp:6162 to repo01: silent, fail\n"
          "  10.0.0.5, probed from 10.0.7.3, 3 hops away\n"
          "    Probes\n"
          "        0.000  TCP 2500-2502                 nothing x 3\n"
          "        0.004  TCP 2504                      nothing\n"
          "        0.005  TCP 2505                      RST from 10.0.0.5, 400 us\n"
          "    Hop checks: none\n"
          "    Concluded\n"
          "      2500-2502,2504: silent, fail; dropped at or after 10.1.0.1 (hop 1 of 3), or the answer is\n"
          "                      dropped on the return path\n");
}

TEST_CASE("what is one line, and what is not") {
    std::size_t round = 0;
    int at_ms = 0;
    explained_address at;
    const auto control = [&](protocol p, int hops, int bound, observation seen) {
        at.packets.push_back({milliseconds(at_ms), round, p, static_cast<std::uint16_t>(61'000 + at_ms), true,
                              static_cast<std::uint8_t>(hops), static_cast<std::uint8_t>(bound), std::move(seen)});
        ++at_ms;
    };
    using enum protocol;
    // Hops that rise by one, whatever left between them, until the result is another. Then one is left out.
    for (const int hops : {1, 2, 3}) {
        control(tcp, hops, 0, refused_after(1000));
        control(udp, hops, 0, unanswered());
    }
    control(tcp, 4, 0, unanswered());
    control(tcp, 6, 0, unanswered());
    round = 1; // The same in another round is another line.
    control(tcp, 6, 0, unanswered());
    // Bounds that rise, by whatever.
    for (const int bound : {64, 80, 96})
        control(tcp, 0, bound, unanswered());
    round = 2; // Several with each bound are not one for each.
    for (int n = 0; n < 2; ++n)
        for (const int bound : {62, 63})
            control(tcp, 0, bound, unanswered());
    round = 3; // As far as they go is no number.
    control(tcp, 0, 0, unanswered());
    control(tcp, 1, 0, unanswered());
    const auto text = render({about({}, at)});
    CHECK(text.substr(text.find("came\n") + 5) ==
          "        0.000  TCP control  1-3              RST from 10.0.0.5, 1.0 ms x 3 (ports 61000, 61002,\n"
          "                                             61004)\n"
          "        0.001  UDP control  1-3              nothing x 3 (ports 61001, 61003, 61005)\n"
          "        0.006  TCP control  4                nothing (port 61006)\n"
          "        0.007  TCP control  6                nothing (port 61007)\n"
          "        0.008  TCP control  6                nothing (port 61008)\n"
          "        0.009  TCP control  all   >= 64-96   nothing x 3 (ports 61009, 61010, 61011)\n"
          "        0.012  TCP control  all   >= 62      nothing x 2 (ports 61012, 61014)\n"
          "        0.013  TCP control  all   >= 63      nothing x 2 (ports 61013, 61015)\n"
          "        0.016  TCP control  all              nothing (port 61016)\n"
          "        0.017  TCP control  1                nothing (port 61017)\n");
}

TEST_CASE("the packets of an address are listed once") {
    explained_address at;
    at.packets = {{milliseconds(1), 0, protocol::tcp, 61003, true, 0, 0, refused_after()}};
    const auto one = about({found(finding_kind::path_open, outcome::pass, refused_after())}, at);
    auto other = about({found(finding_kind::path_open, outcome::pass, refused_after())}, at);
    auto f = *other.about.requirement.flow;
    f.id = "agent:repository:tcp:445";
    other.about.requirement.flow = f;
    const auto text = render({one, other});
    CHECK(text.find("61003") == text.rfind("61003"));
    CHECK(text.find("Hop checks: 1 packet, listed above: agent:repository:tcp:6162 to repo01\n") != std::string::npos);
}

TEST_CASE("what each answer is called, and what is concluded") {
    const auto checked = [](observation o, who_answered who) {
        o.who_answered = who;
        return o;
    };
    auto forged = checked(refused_after(), who_answered::on_way);
    forged.on_way = on_way{on_way_kind::router, "10.1.0.2", 2};
    auto proven = checked(answered(state::open, reason::syn_ack, "10.0.0.5"), who_answered::host);
    proven.evidence = evidence::proven;
    auto rejected = answered(state::filtered, reason::admin_prohibited, "10.1.0.1");
    rejected.icmp = icmp_error{3, 13, false};
    auto ssh = answered(state::open, reason::syn_ack, "10.0.0.5", 400);
    ssh.identity = "OpenSSH\033[2J";
    auto asked_often = unanswered();
    asked_often.tries = 5;
    auto no_neighbor = answered(state::filtered, reason::host_unreach, "");
    no_neighbor.icmp = icmp_error{3, 1, false};
    struct row {
        observation seen;
        std::string came, concluded;
    };
    for (const auto& [seen, came, concluded] : std::vector<row>{
             {forged, "RST from 10.0.0.5, 400 us", "answered by 10.1.0.2 (hop 2)"},
             {proven, "SYN-ACK from 10.0.0.5", "the target answered: its responder proved it"},
             {checked(refused_after(), who_answered::unchecked), "RST from 10.0.0.5, 400 us",
              "who answered is not known"},
             {refused_after(), "RST from 10.0.0.5, 400 us",
              "answered by 10.0.0.5; nothing to check, or not by hop checks"},
             {rejected, "ICMP 3/13 (administratively prohibited) from 10.1.0.1", "reported by 10.1.0.1"},
             {ssh, "SYN-ACK from 10.0.0.5, OpenSSH?[2J, 400 us",
              "answered by 10.0.0.5; nothing to check, or not by hop checks"},
             {answered(state::open, reason::reset, "10.0.0.5"), "SYN-ACK, then RST from 10.0.0.5",
              "answered by 10.0.0.5; nothing to check, or not by hop checks"},
             {answered(state::open, reason::hang_up, "10.0.0.5"), "SYN-ACK, then FIN from 10.0.0.5",
              "answered by 10.0.0.5; nothing to check, or not by hop checks"},
             {unanswered(), "nothing", "nothing is known of where packets are dropped"},
             {asked_often, "nothing, to 5 packets", "nothing is known of where packets are dropped"},
             {answered(state::unknown, reason::shut_out, ""), "nothing, after the network had shut this host out",
              "nobody answered"},
             {no_neighbor, "no ARP or neighbor discovery reply", "nobody answered"},
             {answered(state::filtered, reason::host_unreach, ""),
              "host unreachable; this system does not say who says so", "nobody answered"},
             {answered(state::unknown, reason::no_source, ""), "not sent: no source address for this family",
              "nobody answered"},
             {answered(state::unknown, reason::local_limit, ""),
              "not sent: this host ran out of sockets, ports or memory", "nobody answered"},
         }) {
        explained_address at;
        at.probes = {{milliseconds(0), 6162, seen}};
        const auto text = render({about({found(finding_kind::connected, outcome::pass, seen)}, at)});
        CAPTURE(text);
        CHECK(text.find("TCP 6162                      " + came + "\n") != std::string::npos);
        CHECK(text.ends_with("      6162: connected, pass; " + concluded + "\n"));
    }
}

TEST_CASE("a flow without addresses, and one that was not probed") {
    explanation nameless = about({}, {});
    nameless.addresses.clear();
    nameless.about.kind = finding_kind::name_failure;
    nameless.about.outcome = outcome::fail;
    nameless.about.text = "repo01: no such name";
    CHECK(render({nameless}, {"agent:crl:tcp:80"}) ==
          "agent:repository:tcp:6162 to repo01: name-failure, fail\n"
          "  repo01: no such name\n"
          "\n"
          "agent:crl:tcp:80: not probed from here, so there is nothing to explain; see `fairway plan`\n");
}
