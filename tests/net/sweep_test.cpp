#include "probes/sweep/sweep.hpp"

#include "probes/net/error_queue.hpp"
#include "probes/wire/exchange.hpp"
#include "tests/net/servers.hpp"
#include "tests/platform.hpp"

#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <stop_token>
#include <thread>
#include <utility>

using namespace fairway;
using std::chrono::milliseconds;

namespace {

using boost::asio::ip::tcp;

/// At the pace that is the default.
sweep_result swept(const sweep_request& r, std::stop_token stop = {}) {
    lanes paced;
    return sweep(r, paced, std::move(stop));
}

sweep_request request(std::vector<std::string> addresses, milliseconds deadline = milliseconds(400)) {
    sweep_request r;
    r.addresses = std::move(addresses);
    r.options.deadline = deadline;
    r.options.second_looks = false;
    return r;
}

observation one(protocol p, std::uint16_t port, const std::string& address = "127.0.0.1",
                milliseconds deadline = milliseconds(400)) {
    auto r = request({address}, deadline);
    r.probes = {{0, p, port}};
    const auto result = swept(r);
    REQUIRE(result.observations.size() == 1);
    return result.observations[0];
}

std::chrono::steady_clock::duration time_of(const sweep_request& r, sweep_result& result, lanes paced = lanes(),
                                            std::stop_token stop = {}) {
    const auto began = std::chrono::steady_clock::now();
    result = sweep(r, paced, std::move(stop));
    return std::chrono::steady_clock::now() - began;
}

/// A protocol whose answer is the question's random number, with "!".
std::string number_of(const wire::context& about) {
    return std::to_string(about.cookie);
}
wire::reply read_number(const wire::context& about, std::string_view received) {
    const bool right = received == number_of(about) + "!";
    return {right ? wire::reply::verdict::confirmed : wire::reply::verdict::wrong, right ? "numbers" : "noise"};
}
constexpr wire::exchange numbers{number_of, read_number};

} // namespace

TEST_CASE("what each behavior of a TCP server looks like") {
    test::servers s;
    const auto reset = [](tcp::socket peer) {
        peer.set_option(boost::asio::socket_base::linger(true, 0));
        peer.close();
    };
    const auto hang_up = [](tcp::socket peer) { peer.close(); };
    const auto greet = [hold = s.hold()](tcp::socket peer) {
        boost::system::error_code ignored;
        boost::asio::write(peer, boost::asio::buffer("SSH-2.0-test\r\n", 14), ignored);
        hold(std::move(peer));
    };
    struct row {
        const char* what;
        std::uint16_t port;
        state is;
        reason why;
        evidence strength;
    };
    const auto at_once = test::under_wine() ? reason::hang_up : reason::reset; // Wine keeps the error to itself
    const row rows[] = {
        {"accepts and is silent", s.tcp(s.hold()), state::open, reason::syn_ack, evidence::connected},
        {"accepts and greets", s.tcp(greet), state::open, reason::syn_ack, evidence::connected},
        {"accepts and resets", s.tcp(reset), state::open, at_once, evidence::connected},
        {"accepts and hangs up", s.tcp(hang_up), state::open, reason::hang_up, evidence::connected},
        {"refuses", s.refusing(), state::closed, reason::conn_refused, evidence::refused},
        {"drops", s.full_backlog(), state::filtered, reason::no_response, evidence::silent},
    };
    s.start();
    auto r = request({"127.0.0.1"});
    for (const auto& row : rows)
        r.probes.push_back({0, protocol::tcp, row.port});
    const auto result = swept(r);
    CHECK(!result.interrupted);
    CHECK(result.sources == std::vector<std::string>{"127.0.0.1"});
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        CAPTURE(rows[i].what);
        const auto& seen = result.observations[i];
        CHECK(to_string(seen.state) == to_string(rows[i].is));
        CHECK(to_string(seen.reason) == to_string(rows[i].why));
        CHECK(to_string(seen.evidence) == to_string(rows[i].strength));
        const bool silent = rows[i].why == reason::no_response;
        CHECK(seen.answered_by == (silent ? "" : "127.0.0.1"));
        CHECK(seen.rtt_us.has_value() == !silent);
        CHECK(!seen.icmp);
    }
}

TEST_CASE("IPv6") {
    test::servers s;
    const auto open = s.tcp(s.hold(), "::1");
    const auto refusing = s.refusing("::1");
    s.start();
    auto r = request({"::1"});
    r.probes = {{0, protocol::tcp, open}, {0, protocol::tcp, refusing}};
    const auto result = swept(r);
    CHECK(result.observations[0].reason == reason::syn_ack);
    CHECK(result.observations[1].reason == reason::conn_refused);
    CHECK(result.sources[0] == "::1");
}

TEST_CASE("what each behavior of a UDP port looks like") {
    test::servers s;
    const auto echo = s.udp([](const std::string& request) { return request + "!"; });
    const auto mute = s.udp([](const std::string&) { return std::string(); });
    std::uint16_t closed = 0;
    {
        test::servers gone;
        closed = gone.udp([](const std::string&) { return std::string(); });
    }
    s.start();
    SUBCASE("an answer") {
        const auto seen = one(protocol::udp, echo);
        CHECK(seen.state == state::open);
        CHECK(seen.reason == reason::udp_response);
        CHECK(!seen.other_protocol);                 // for a port without a protocol of its own any answer counts
        CHECK(seen.evidence == evidence::connected); // and identifies none
        CHECK(seen.rtt_us.has_value());
    }
    SUBCASE("silence") {
        const auto seen = one(protocol::udp, mute);
        CHECK(seen.state == state::open_or_filtered);
        CHECK(seen.reason == reason::no_response);
    }
    SUBCASE("closed: the host says so by ICMP") {
        if (!error_queue_available()) return; // then nobody hears who says so
        const auto seen = one(protocol::udp, closed);
        CHECK(seen.state == state::closed);
        CHECK(seen.reason == reason::port_unreach);
        CHECK(seen.answered_by == "127.0.0.1");
        REQUIRE(seen.icmp);
        CHECK(to_string(*seen.icmp) == "ICMP 3/3 (port unreachable)");
    }
}

TEST_CASE("a host with several addresses may answer from another one") {
    if (!error_queue_available()) return; // then nobody hears it
    test::servers s;
    const auto answer = [](const std::string& request) { return request + "!"; };
    const auto noise = [](const std::string&) { return std::string("noise!"); };
    struct row {
        const char* what;
        std::uint16_t port;
        const wire::exchange* asked;
        reason why;
        const char* by;
        bool mute;
    };
    const row rows[] = {
        {"the address that was asked", s.udp(answer), &numbers, reason::udp_response, "127.0.0.1", false},
        {"another address", s.udp_from("127.0.0.2", answer), &numbers, reason::udp_response, "127.0.0.2", true},
        {"another address, something else", s.udp_from("127.0.0.2", noise), &numbers, reason::no_response, "", false},
        {"another address, and no answer is known", s.udp_from("127.0.0.2", answer), nullptr, reason::no_response, "",
         false},
    };
    s.start();
    for (const auto& r : rows) {
        CAPTURE(r.what);
        auto one = request({"127.0.0.1"});
        one.probes = {{0, protocol::udp, r.port}};
        one.probes[0].asked = r.asked;
        const auto seen = swept(one).observations[0];
        CHECK(to_string(seen.reason) == to_string(r.why));
        CHECK(seen.answered_by == r.by);
        CHECK(seen.mute == r.mute);
        CHECK_FALSE(seen.other_protocol);
        CHECK((seen.evidence == evidence::identified) == (seen.answered_by == "127.0.0.1"));
    }
}

TEST_CASE("an ICMP error comes to a socket that hears every address, too") {
    if (!error_queue_available()) return;
    std::uint16_t closed = 0;
    {
        test::servers gone;
        closed = gone.udp([](const std::string&) { return std::string(); });
    }
    auto r = request({"127.0.0.1", "::1"});
    r.probes = {{0, protocol::udp, closed}, {1, protocol::udp, closed}};
    for (auto& p : r.probes)
        p.asked = &numbers;
    const auto result = swept(r);
    for (const auto& seen : result.observations) {
        CHECK(seen.state == state::closed);
        CHECK(seen.reason == reason::port_unreach);
        CHECK(seen.icmp.has_value());
    }
    CHECK(result.observations[0].answered_by == "127.0.0.1");
    CHECK(result.observations[1].answered_by == "::1");
}

TEST_CASE("a lost datagram is sent again within the deadline") {
    test::servers s;
    int requests = 0;
    const auto port = s.udp([&](const std::string&) { return ++requests < 3 ? std::string() : std::string("late"); });
    s.start();
    CHECK(one(protocol::udp, port, "127.0.0.1", milliseconds(700)).reason == reason::udp_response);
}

TEST_CASE("everything waits at once: many silent ports take one deadline, not many") {
    test::servers s;
    auto r = request({"127.0.0.1"});
    for (int n = 0; n < 20; ++n)
        r.probes.push_back({0, protocol::tcp, s.full_backlog()});
    s.start();
    sweep_result result;
    const auto took = time_of(r, result);
    for (const auto& seen : result.observations)
        CHECK(seen.reason == reason::no_response);
    CHECK(took >= r.options.deadline);
    CHECK(took < 4 * r.options.deadline);
}

TEST_CASE("a host that answers is given less time for its other ports, and asked three times") {
    test::servers s;
    auto r = request({"127.0.0.1"}, milliseconds(3500));
    r.probes = {{0, protocol::tcp, s.refusing()}, {0, protocol::tcp, s.full_backlog()}};
    s.start();
    sweep_result result;
    const auto took = time_of(r, result);
    CHECK(result.observations[0].reason == reason::conn_refused);
    CHECK(result.observations[1].reason == reason::no_response);
    CHECK(result.observations[1].tries >= 3); // and those that ask whether the host still answers others
    CHECK(took >= milliseconds(1000));
    CHECK(took < milliseconds(2500));
    CHECK(result.loss == std::vector<double>{0});
    CHECK(result.shut_out == std::vector<bool>{false});
}

TEST_CASE("801 refused ports of several addresses") {
    // Loopback addresses of their own, so that no service of the test machine is there.
    auto r = request({"127.77.0.1", "127.77.0.2"}, milliseconds(3500));
    lanes unlimited(0);
    for (std::uint32_t a = 0; a < 2; ++a)
        for (std::uint16_t port = 20001; port <= 20801; ++port)
            r.probes.push_back({a, protocol::tcp, port});
    const auto result = sweep(r, unlimited);
    std::size_t refused = 0;
    for (std::size_t i = 0; i < r.probes.size(); ++i)
        refused += result.observations[i].reason == reason::conn_refused &&
                   result.observations[i].answered_by == r.addresses[r.probes[i].address];
    CHECK(refused == r.probes.size());
}

TEST_CASE("the rate is kept per address, the burst goes at once") {
    auto r = request({"127.77.0.1", "127.77.0.2"}, milliseconds(3500));
    for (std::uint32_t a = 0; a < 2; ++a)
        for (std::uint16_t port = 20001; port <= 20150; ++port)
            r.probes.push_back({a, protocol::tcp, port});
    sweep_result result;
    const auto took = time_of(r, result, lanes(500, 50));
    CHECK(took >= milliseconds(195)); // 100 after the burst, at 500 a second; both addresses side by side
    CHECK(took < milliseconds(1500));
    for (const auto& seen : result.observations)
        CHECK(seen.reason == reason::conn_refused);
}

TEST_CASE("a stop ends the sweep with what is known so far") {
    test::servers s;
    auto r = request({"127.0.0.1"}, milliseconds(30'000));
    r.probes = {{0, protocol::tcp, s.refusing()}, {0, protocol::tcp, s.full_backlog()}};
    s.start();
    std::stop_source source;
    std::thread other; // may come from any
    r.on_progress = [&](const sweep_progress& p) {
        if (!other.joinable() && p.done == 1) other = std::thread([&] { source.request_stop(); });
    };
    sweep_result result;
    const auto took = time_of(r, result, lanes(), source.get_token());
    other.join();
    CHECK(took < milliseconds(10'000));
    CHECK(result.interrupted);
    CHECK(result.observations[0].reason == reason::conn_refused);
    CHECK(result.observations[1].reason == reason::not_run);
}

TEST_CASE("a stop that came before lets nothing begin") {
    auto r = request({"127.77.0.1"});
    r.probes = {{0, protocol::tcp, 20001}};
    std::stop_source source;
    source.request_stop();
    const auto result = swept(r, source.get_token());
    CHECK(result.interrupted);
    CHECK(result.observations[0].reason == reason::not_run);
}

TEST_CASE("a silent minority is looked at again, and the second answer counts") {
    test::servers s;
    auto r = request({"127.0.0.1"}, milliseconds(3500));
    r.options.second_looks = true;
    for (int n = 0; n < 5; ++n)
        r.probes.push_back({0, protocol::tcp, s.refusing()});
    std::function<void()> make_room;
    r.probes.push_back({0, protocol::tcp, s.full_backlog(&make_room)});
    r.probes.push_back({0, protocol::tcp, s.full_backlog()}); // stays full
    s.start();
    // In the first pass the queue is full; it is emptied when the second looks begin.
    r.on_progress = [&](const sweep_progress& p) {
        if (p.second_look && make_room) std::exchange(make_room, nullptr)();
    };
    sweep_result result;
    const auto took = time_of(r, result);
    CHECK(result.observations[5].reason == reason::syn_ack);
    CHECK(result.observations[6].reason == reason::no_response);
    CHECK(took < 2 * r.options.deadline + milliseconds(500)); // bounded by one further deadline
}

TEST_CASE("an address that is no address is a mistake of the caller") {
    auto r = request({"localhost"});
    CHECK_THROWS_AS(swept(r), std::invalid_argument);
}
