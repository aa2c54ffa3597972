#include "agent/check.hpp"

#include "probes/identify/engine.hpp"
#include "probes/sweep/hello.hpp"
#include "probes/sweep/sweep.hpp"
#include "tests/net/servers.hpp"
#include "tests/platform.hpp"

#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <set>

using namespace fairway;
using std::chrono::milliseconds;

namespace {

using boost::asio::ip::tcp;

departure from(const char* v4) {
    departure d;
    if (v4 != nullptr) d.v4 = parse_address(v4);
    return d;
}

/// Who came.
struct visitors {
    std::mutex lock;
    std::multiset<std::string> all;

    void add(const tcp::socket& peer) {
        const std::scoped_lock locked(lock);
        all.insert(peer.remote_endpoint().address().to_string());
    }
    bool only(const std::string& address, std::size_t least) {
        const std::scoped_lock locked(lock);
        return all.size() >= least && all.count(address) == all.size();
    }
};

} // namespace

TEST_CASE("everything leaves from the address that was chosen") {
    if (test::under_wine()) return; // it binds datagram sockets to every address
    test::servers s;
    visitors came;
    const auto greet = [&, hold = s.hold()](tcp::socket peer) {
        came.add(peer);
        boost::system::error_code ignored;
        boost::asio::write(peer, boost::asio::buffer("SSH-2.0-test\r\n", 14), ignored);
        hold(std::move(peer));
    };
    const auto port = s.tcp(greet);
    const auto datagrams = s.udp([](const std::string&) { return std::string("yes"); });
    s.start();
    lanes paced(0, from("127.0.0.9"));

    sweep_request r;
    r.addresses = {"127.0.0.1", "::1"};
    r.options.deadline = milliseconds(600);
    r.probes = {{0, protocol::tcp, port}, {0, protocol::udp, datagrams}, {1, protocol::tcp, port}};
    const auto swept = sweep(r, paced);
    CHECK(swept.sources == std::vector<std::string>{"127.0.0.9", ""});
    CHECK(swept.observations[0].reason == reason::syn_ack);
    CHECK(swept.observations[1].reason == reason::udp_response);
    CHECK(swept.observations[2].reason == reason::no_source);
    CHECK(swept.observations[2].state == state::unknown);
    CHECK(swept.observations[2].answered_by.empty());

    const auto* ssh = identify::find_protocol("ssh", protocol::tcp);
    REQUIRE(ssh != nullptr);
    const auto talked = identify::converse({identify::question_for(*ssh, {"vbr01"}, "127.0.0.1", port),
                                            identify::question_for(*ssh, {"vbr01"}, "::1", port)},
                                           {}, paced);
    CHECK(talked.conversations[0].end == identify::ending::confirmed);
    CHECK(talked.conversations[1].end == identify::ending::unconnected);

    hello_request hello;
    hello.addresses = {"127.0.0.1", "::1"};
    hello.probes = {{0, protocol::tcp, port}, {1, protocol::tcp, port}};
    hello.deadline = milliseconds(600);
    hello.clock = [] { return std::int64_t{0}; };
    CHECK_FALSE(say_hello(hello, paced).interrupted); // no responder: nobody answers
    CHECK(came.only("127.0.0.9", 3));
}

TEST_CASE("where a host stops answering, hop checks and second looks leave from there, too") {
    if (test::under_wine()) return; // it binds datagram sockets to every address
    test::servers s;
    const auto mute = s.full_backlog(), refusing = s.refusing();
    s.start();
    lanes paced(0, from("127.0.0.9"));
    sweep_request r;
    r.addresses = {"127.0.0.1"};
    r.options.deadline = milliseconds(300);
    r.options.keep_packets = true;
    r.probes = {{0, protocol::tcp, mute}, {0, protocol::tcp, refusing}};
    const auto swept = sweep(r, paced);
    CHECK(swept.observations[0].reason == reason::no_response);
    CHECK(swept.observations[1].reason == reason::conn_refused);
    // From another address of ours than the target's: whether it accepts every port is asked.
    CHECK_FALSE(swept.packets.empty());
    for (const auto& p : swept.packets)
        CHECK(p.seen.reason == reason::conn_refused);
}

TEST_CASE("an address that this machine has no more is no verdict on the network") {
    if (test::under_wine()) return; // it binds datagram sockets to every address
    test::servers s;
    const auto port = s.tcp(s.hold());
    s.start();
    lanes paced(0, from("192.0.2.77")); // documentation, RFC 5737: nothing leaves from there
    sweep_request r;
    r.addresses = {"127.0.0.1"};
    r.probes = {{0, protocol::tcp, port}, {0, protocol::udp, port}};
    const auto swept = sweep(r, paced);
    CHECK(swept.sources == std::vector<std::string>{""});
    for (const auto& seen : swept.observations)
        CHECK(to_string(seen.reason) == "no-source");
}

TEST_CASE("many connections from one address share its ports") {
    test::servers s;
    const auto port = s.tcp([](tcp::socket) {});
    s.start();
    // Each bind() without IP_BIND_ADDRESS_NO_PORT would take a port of its own, whatever the target.
    sweep_request r;
    std::vector<std::string> targets;
    for (int n = 1; n <= 4; ++n)
        r.addresses.push_back("127.0.0." + std::to_string(n));
    for (std::uint32_t a = 0; a < r.addresses.size(); ++a)
        for (int n = 0; n < 200; ++n)
            r.probes.push_back({a, protocol::tcp, static_cast<std::uint16_t>(a == 0 && n == 0 ? port : 20000 + n)});
    r.options.trace = r.options.second_looks = false;
    lanes paced(0, from("127.0.0.9"));
    const auto swept = sweep(r, paced);
    CHECK(std::none_of(swept.observations.begin(), swept.observations.end(),
                       [](const auto& o) { return o.reason == reason::local_limit; }));
}
