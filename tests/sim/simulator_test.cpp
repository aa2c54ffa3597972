#include "tests/sim/fixed_networks.hpp"
#include "tests/sim/kernel.hpp"
#include "tests/sim/random_network.hpp"
#include "tests/sim/truth.hpp"

#include "tests/sim/explain.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace fairway;
using namespace fairway::sim;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds wait{500};

probe tcp(std::uint16_t port, int hops = 0, int least_ttl = 0) {
    return {0, protocol::tcp, port, static_cast<std::uint8_t>(hops), static_cast<std::uint8_t>(least_ttl)};
}
probe udp(std::uint16_t port, int hops = 0) {
    return {0, protocol::udp, port, static_cast<std::uint8_t>(hops)};
}

observation one(network& net, const probe& p) {
    kernel packets(net, 1);
    return packets.send({p}, wait).front();
}

/// Who complains of packets with 1, 2, … hops to live, or how they are answered.
std::vector<std::string> traceroute(network net, protocol p, std::uint16_t port, int hops) {
    kernel packets(net, 1);
    std::vector<std::string> seen;
    for (int n = 1; n <= hops; ++n) {
        probe asked = p == protocol::tcp ? tcp(port, n) : udp(port, n);
        const auto o = packets.send({asked}, wait).front();
        seen.push_back(o.reason == reason::time_exceeded ? o.answered_by : std::string(fairway::to_string(o.reason)));
    }
    return seen;
}

using words = std::vector<std::string>;
const std::string target = "10.9.9.9";

rule at(int hop, action does, bool early) {
    rule r;
    r.at = static_cast<std::uint8_t>(hop - 1);
    r.does = does;
    r.ports = port_x;
    r.early = early;
    return r;
}

} // namespace

TEST_CASE("traceroute shows the routers, then the host") {
    const network net = plain_network(3);
    const words routers{"10.0.1.1", "10.0.2.1", "10.0.3.1"};
    for (const auto& [p, port, answer] :
         {std::tuple{protocol::tcp, 150, "conn-refused"}, std::tuple{protocol::tcp, 200, "syn-ack"},
          std::tuple{protocol::tcp, 61000, "conn-refused"}, std::tuple{protocol::udp, 53, "udp-response"},
          std::tuple{protocol::udp, 33434, "port-unreach"}}) {
        words wanted = routers;
        wanted.insert(wanted.end(), {answer, answer});
        CHECK(traceroute(net, p, static_cast<std::uint16_t>(port), 5) == wanted);
    }
}

TEST_CASE("a mute router shows nothing, one that does not count is not there, one behind NAT has the target's name") {
    network net = plain_network(3);
    net.routers[1].complains_tcp = false;
    CHECK(traceroute(net, protocol::tcp, 150, 4) == words{"10.0.1.1", "no-response", "10.0.3.1", "conn-refused"});
    CHECK(traceroute(net, protocol::udp, 33434, 4) == words{"10.0.1.1", "10.0.2.1", "10.0.3.1", "port-unreach"});
    net.routers[1].counts = false;
    CHECK(traceroute(net, protocol::tcp, 150, 3) == words{"10.0.1.1", "10.0.3.1", "conn-refused"});
    net.routers[2].named = true;
    CHECK(traceroute(net, protocol::tcp, 150, 3) == words{"10.0.1.1", target, "conn-refused"});
}

TEST_CASE("a router that forwards what has no hops to live lets the next one be seen twice") {
    network net = plain_network(3);
    net.routers[1].forwards_zero = true;
    CHECK(traceroute(net, protocol::tcp, 150, 4) == words{"10.0.1.1", "10.0.3.1", "10.0.3.1", "conn-refused"});
    net.routers[1].forwards_zero = false;
    net.routers[2].forwards_zero = true;
    CHECK(traceroute(net, protocol::tcp, 150, 3) == words{"10.0.1.1", "10.0.2.1", "conn-refused"});
}

TEST_CASE("a firewall answers from its hop in prerouting, and from the next one in forward") {
    for (const bool early : {true, false}) {
        CAPTURE(early);
        network net = plain_network(3);
        net.add(at(2, action::refuse, early));
        CHECK(traceroute(net, protocol::tcp, 150, 3) == (early ? words{"10.0.1.1", "conn-refused", "conn-refused"}
                                                               : words{"10.0.1.1", "10.0.2.1", "conn-refused"}));
        net = plain_network(3);
        net.add(at(2, action::drop, early));
        CHECK(traceroute(net, protocol::tcp, 150, 3) ==
              (early ? words{"10.0.1.1", "no-response", "no-response"} : words{"10.0.1.1", "10.0.2.1", "no-response"}));
    }
}

TEST_CASE("a redirect names the target, as far as its router translates") {
    for (const auto& [names, wanted] :
         {std::pair{naming::all_target, words{"10.0.1.1", target, target, "conn-refused"}},
          std::pair{naming::inner_target, words{"10.0.1.1", "10.0.2.1", target, "conn-refused"}},
          std::pair{naming::real, words{"10.0.1.1", "10.0.2.1", "10.0.4.1", "conn-refused"}}}) {
        network net = plain_network(3);
        machine m;
        m.at.fill(service::closed);
        m.inner = 1;
        m.routers[0] = net.add(router{});
        rule r = at(2, action::redirect, true);
        r.machine = net.add(m);
        r.names = names;
        net.add(r);
        CHECK(traceroute(net, protocol::tcp, 150, 4) == wanted);
        CHECK(traceroute(net, protocol::tcp, 100, 4).back() == "conn-refused");
        kernel packets(net, 1);
        CHECK(truth_of(net, packets, tcp(150)).is == fate::elsewhere);
        CHECK(truth_of(net, packets, tcp(150)).by == 1);
        CHECK(truth_of(net, packets, tcp(100)).is == fate::host_answers);
    }
}

TEST_CASE("a normalizer lets everything that comes to it reach the host") {
    network net = plain_network(4);
    net.add(at(2, action::set_ttl, false));
    CHECK(traceroute(net, protocol::tcp, 150, 3) == words{"10.0.1.1", "10.0.2.1", "conn-refused"});
}

TEST_CASE("a bound on hops to live tells those of an answer, and hides complaints as Linux does") {
    network net = plain_network(3);
    net.host().rst_ttl = 128;
    CHECK(one(net, tcp(150, 0, 125)).reason == reason::conn_refused);
    CHECK(one(net, tcp(150, 0, 126)).reason == reason::no_response);
    net.return_rules[0] = {0, all_tcp, true, true, 64};
    net.return_rule_count = 1;
    CHECK(one(net, tcp(150, 0, 64)).reason == reason::conn_refused);
    CHECK(one(net, tcp(150, 0, 65)).reason == reason::no_response);
    // IPv4 compares what the complaint quotes, IPv6 what the complaint itself came with.
    CHECK(one(net, tcp(150, 1, 2)).reason == reason::no_response);
    net.v6 = true;
    CHECK(one(net, tcp(150, 1, 2)).reason == reason::time_exceeded);
    CHECK(one(net, tcp(150, 1, 65)).reason == reason::no_response);
}

TEST_CASE("only a datagram that is to end on the path tells the hops to live of what comes back") {
    network net = plain_network(3);
    CHECK(one(net, udp(33434, 2)).answer_ttl == 63);
    CHECK(one(net, udp(33434, 9)).answer_ttl == 61);
    CHECK(one(net, udp(33434)).answer_ttl == 0);
    CHECK(one(net, tcp(150, 2)).answer_ttl == 0);
}

TEST_CASE("Linux complains six times, then once a second") {
    network net = plain_network(2);
    net.routers[0].icmp = {6, 1, 6, 0};
    kernel packets(net, 1);
    const auto complaints = [&](std::size_t count) {
        const auto seen = packets.send(std::vector<probe>(count, tcp(150, 1)), wait);
        return std::count_if(seen.begin(), seen.end(), [](const auto& o) { return o.reason == reason::time_exceeded; });
    };
    CHECK(complaints(10) == 6);
    CHECK(complaints(10) == 0);
    std::vector<probe> spread(4, tcp(150, 1));
    for (std::size_t n = 0; n < spread.size(); ++n)
        spread[n].at = milliseconds(1100 * n + 600);
    const auto seen = packets.send(spread, wait);
    CHECK(std::all_of(seen.begin(), seen.end(), [](const auto& o) { return o.reason == reason::time_exceeded; }));
}

TEST_CASE("the clock: silence lasts as long as the wait, a late packet later, an answer only so long") {
    network net = plain_network(1);
    kernel packets(net, 1);
    packets.send({tcp(150)}, wait);
    CHECK(packets.now_us() < 2000);
    const auto before = packets.now_us();
    net.host().at.fill(service::silent);
    kernel others(net, 1);
    std::vector<probe> asked{tcp(150), tcp(150)};
    asked[1].at = milliseconds(300);
    others.send(asked, wait);
    CHECK(others.now_us() == 800'000);
    CHECK(others.sent() == 2);
    CHECK(before < 2000);
    others.send({tcp(150)}, milliseconds(3500)); // repeated after 1 and 3 s
    CHECK(others.sent() == 5);
    CHECK(others.now_us() == 4'300'000);
}

TEST_CASE("a port with a limit on connections falls silent") {
    network net = plain_network(1);
    net.host().at[2] = service::limited;
    kernel packets(net, 1);
    const auto seen = packets.send(std::vector<probe>(8, tcp(200)), wait);
    CHECK(std::count_if(seen.begin(), seen.end(), [](const auto& o) { return o.reason == reason::syn_ack; }) == 6);
}

TEST_CASE("answers that are dropped on their return path are silence, and the truth knows where") {
    network net = plain_network(3);
    net.add(return_rule{1, port_x, true, false, 0});
    CHECK(traceroute(net, protocol::tcp, 150, 4) == words{"10.0.1.1", "10.0.2.1", "10.0.3.1", "no-response"});
    kernel packets(net, 1);
    CHECK(truth_of(net, packets, tcp(150)).is == fate::answers_dropped);
    CHECK(truth_of(net, packets, tcp(150)).by == 1);
}

TEST_CASE("what is lost is as much as was said") {
    network net = plain_network(1);
    net.host_reach = .9f;
    net.host_home = .8f;
    kernel packets(net, 1);
    const auto seen = packets.send(std::vector<probe>(10'000, tcp(150)), wait);
    const auto heard =
        std::count_if(seen.begin(), seen.end(), [](const auto& o) { return o.reason == reason::conn_refused; });
    CHECK(heard > 7000);
    CHECK(heard < 7400);
}

TEST_CASE("source ports spread over paths of equal cost") {
    network net = plain_network(3);
    net.routers[3] = net.routers[1];
    net.router_count = 4;
    net.path_count = 2;
    net.length[1] = 3;
    net.paths[1] = {0, 3, 2};
    kernel packets(net, 1);
    const auto seen = packets.send(std::vector<probe>(1000, tcp(150, 2)), wait);
    const auto one_path =
        std::count_if(seen.begin(), seen.end(), [](const auto& o) { return o.answered_by == "10.0.2.1"; });
    CHECK(one_path > 400);
    CHECK(one_path < 600);
}

TEST_CASE("one seed is one network, and another another") {
    CHECK(describe(random_network(7)) == describe(random_network(7)));
    CHECK(describe(random_network(7)) != describe(random_network(8)));
    CHECK(explain(random_network(7), 7, {}) == explain(random_network(7), 7, {}));
}

// What the rules of an inquiry would do with any number of packets; chance, and too little time, come on top.
TEST_CASE("no random network is one in which nobody can tell an innocent from a guilty one") {
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
        const network net = random_network(seed);
        network asked = net;
        kernel packets(asked, seed);
        for (int n = 0; n < net.tcp_count; ++n) {
            const auto p = tcp(net.tcp[n]);
            const auto t = truth_of(net, packets, p);
            if (!t.is_innocent() && t.is != fate::host_silent && t.is != fate::answers_dropped) continue;
            CAPTURE(seed);
            CAPTURE(p.port);
            CHECK_FALSE(fits_rules(net, packets, p));
        }
    }
}

TEST_CASE("where a host passes all else on to another machine, its own ports count neither way") {
    network net = plain_network(2);
    machine m;
    m.is_host = true;
    m.at.fill(service::closed);
    net.host_routes_as = net.add(router{});
    net.container = net.add(m);
    net.containers = all_tcp & ~port_x;
    kernel packets(net, 1);
    CHECK(truth_of(net, packets, tcp(150)).is == fate::gateway);
    CHECK(truth_of(net, packets, tcp(100)).is == fate::container_answers);
    CHECK(traceroute(net, protocol::tcp, 100, 4) == words{"10.0.1.1", "10.0.2.1", "10.0.3.1", "conn-refused"});
}
