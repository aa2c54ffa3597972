#include "probes/responder/responder.hpp"

#include "probes/net/sockaddr_posix.hpp"
#include "probes/sweep/hello.hpp"
#include "tests/net/servers.hpp"

#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <netinet/in.h>
#include <stop_token>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace fairway;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t noon = 1795449600;

wire::site_key key_of(std::uint8_t byte) {
    wire::site_key key;
    key.fill(byte);
    return key;
}

/// A socket of the test itself; waits for five seconds at most, which no passing test does.
class plain_socket {
  public:
    plain_socket(int type, const std::string& address, std::uint16_t port = 0) {
        auto to = parse_address(address);
        REQUIRE(to);
        fd_ = ::socket(sockaddr_of(*to)->sa_family, type | SOCK_CLOEXEC, 0);
        REQUIRE(fd_ >= 0);
        const timeval limit{5, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        to->set_port(port);
        if (port == 0)
            REQUIRE(::bind(fd_, sockaddr_of(*to), size_of(*to)) == 0);
        else
            REQUIRE(::connect(fd_, sockaddr_of(*to), size_of(*to)) == 0);
    }
    ~plain_socket() { ::close(fd_); }
    plain_socket(const plain_socket&) = delete;
    plain_socket& operator=(const plain_socket&) = delete;

    int fd() const { return fd_; }
    std::uint16_t port() const {
        sockaddr_storage here{};
        socklen_t size = sizeof here;
        REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&here), &size) == 0);
        return ntohs(reinterpret_cast<const sockaddr_in&>(here).sin_port); // in the same place in IPv6
    }
    void send(std::string_view bytes) const {
        REQUIRE(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size()));
    }
    /// All bytes until the other side closes.
    std::string read_to_end() const {
        std::string all;
        char buffer[2048];
        ssize_t size = 0;
        while ((size = ::recv(fd_, buffer, sizeof buffer, 0)) > 0)
            all.append(buffer, static_cast<std::size_t>(size));
        if (size < 0) CHECK(errno == ECONNRESET);
        return all;
    }
    std::string datagram() const {
        char buffer[2048];
        const ssize_t size = ::recv(fd_, buffer, sizeof buffer, 0);
        REQUIRE(size >= 0);
        return {buffer, static_cast<std::size_t>(size)};
    }
    bool silent() const {
        char byte;
        return ::recv(fd_, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
    }

  private:
    int fd_ = -1;
};

/// Ports that nobody uses on this address.
std::vector<std::uint16_t> free_ports(int type, std::size_t count, const std::string& address = "127.0.0.1") {
    std::vector<std::unique_ptr<plain_socket>> held;
    std::vector<std::uint16_t> ports;
    for (std::size_t i = 0; i < count; ++i)
        ports.push_back(held.emplace_back(std::make_unique<plain_socket>(type, address))->port());
    std::sort(ports.begin(), ports.end());
    return ports;
}

/// A responder at work in a thread of its own.
class stand_in {
  public:
    explicit stand_in(std::vector<std::uint16_t> tcp, std::vector<std::uint16_t> udp = {},
                      const std::function<void(responder_options&)>& change = {}) {
        responder_options o;
        o.tcp = from_ports(std::move(tcp));
        o.udp = from_ports(std::move(udp));
        o.addresses = {"127.0.0.1"};
        o.key = key_of(1);
        o.clock = [] { return noon; };
        o.say = [this](const std::string& text) {
            const std::lock_guard lock(mutex_);
            said_.push_back(text);
        };
        if (change) change(o);
        responder_.emplace(std::move(o));
    }
    ~stand_in() { end(); }

    stand_in& start(std::chrono::milliseconds lifetime = 1min) {
        thread_ = std::thread([this, lifetime] { undisturbed_ = responder_->run(lifetime, {}, stop_.get_token()); });
        return *this;
    }
    void end() {
        if (!thread_.joinable()) return;
        stop_.request_stop();
        thread_.join();
    }
    void wait_for_end() { thread_.join(); }

    responder& operator*() { return *responder_; }
    bool undisturbed() const { return undisturbed_; }
    std::vector<std::string> said() const {
        const std::lock_guard lock(mutex_);
        return said_;
    }

  private:
    std::optional<responder> responder_;
    std::stop_source stop_;
    std::thread thread_;
    bool undisturbed_ = false;
    mutable std::mutex mutex_;
    std::vector<std::string> said_;
};

hello_request request_for(std::vector<std::uint16_t> tcp, std::vector<std::uint16_t> udp = {},
                          const std::string& address = "127.0.0.1", std::chrono::milliseconds deadline = 5s) {
    hello_request r;
    r.addresses = {address};
    for (const auto port : tcp)
        r.probes.push_back({0, protocol::tcp, port});
    for (const auto port : udp)
        r.probes.push_back({0, protocol::udp, port});
    r.key = key_of(1);
    r.deadline = deadline;
    r.clock = [] { return noon; };
    return r;
}

hello_result greet(const hello_request& request) {
    lanes unlimited(0);
    return say_hello(request, unlimited);
}

std::string hello_bytes(protocol p, std::uint16_t port, std::uint8_t nonce, std::int64_t time = noon,
                        std::uint8_t key = 1) {
    wire::hello h;
    h.protocol = p;
    h.port = port;
    h.nonce.fill(nonce);
    h.time = time;
    return wire::encode_hello(h, key_of(key));
}

std::vector<std::uint16_t> listed(const std::set<std::uint16_t>& ports) {
    return {ports.begin(), ports.end()};
}

} // namespace

TEST_CASE("hello is answered on every port, TCP and UDP, and both sides know the addresses") {
    const auto tcp = free_ports(SOCK_STREAM, 40), udp = free_ports(SOCK_DGRAM, 10);
    stand_in s(tcp, udp);
    CHECK((*s).left_out().empty());
    CHECK((*s).tcp() == from_ports(tcp));
    CHECK((*s).udp() == from_ports(udp));
    s.start();
    const auto result = greet(request_for(tcp, udp));
    CHECK_FALSE(result.interrupted);
    REQUIRE(result.answers.size() == 50);
    for (std::size_t i = 0; i < result.answers.size(); ++i) {
        CAPTURE(i);
        const auto& answer = result.answers[i];
        REQUIRE(answer);
        CHECK(answer->source == "127.0.0.1");
        CHECK(answer->says.asker == wire::hello_endpoint{"127.0.0.1", answer->source_port});
        CHECK(answer->says.here == wire::hello_endpoint{"127.0.0.1", i < 40 ? tcp[i] : udp[i - 40]});
        CHECK(answer->says.tcp == from_ports(tcp));
        CHECK(answer->says.udp == from_ports(udp));
        CHECK_FALSE(answer->says.half_open); // nobody told the responder how to know
        CHECK(answer->rtt_us > 0);
    }
    s.end();
    REQUIRE((*s).journal().askers().size() == 1);
    const auto& [asker, record] = *(*s).journal().askers().begin();
    CHECK(asker == "127.0.0.1");
    CHECK(listed(record.proven_tcp) == tcp);
    CHECK(listed(record.proven_udp) == udp);
    CHECK(record.connected.empty());
    CHECK((*s).journal().proven_ports() == 50);
    CHECK(s.said().empty());
}

TEST_CASE("IPv6") {
    const int fd = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto loopback = parse_address("::1");
    const bool has_v6 = fd >= 0 && ::bind(fd, sockaddr_of(*loopback), size_of(*loopback)) == 0;
    if (fd >= 0) ::close(fd);
    if (!has_v6) {
        MESSAGE("SKIPPED: this machine has no IPv6 loopback");
        return;
    }
    const auto tcp = free_ports(SOCK_STREAM, 2, "::1"), udp = free_ports(SOCK_DGRAM, 2, "::1");
    stand_in s(tcp, udp, [](responder_options& o) { o.addresses = {"::1"}; });
    s.start();
    for (const auto& answer : greet(request_for(tcp, udp, "::1")).answers) {
        REQUIRE(answer);
        CHECK(answer->says.asker == wire::hello_endpoint{"::1", answer->source_port});
        CHECK(answer->says.here.address == "::1");
    }
}

TEST_CASE("a responder on all addresses answers from the one that was asked") {
    const auto tcp = free_ports(SOCK_STREAM, 1, "0.0.0.0"), udp = free_ports(SOCK_DGRAM, 1, "0.0.0.0");
    stand_in s(tcp, udp, [](responder_options& o) { o.addresses.clear(); });
    s.start();
    for (const std::string address : {"127.0.0.1", "127.0.0.2", "127.1.2.3"})
        for (const auto& answer : greet(request_for(tcp, udp, address)).answers) {
            CAPTURE(address);
            REQUIRE(answer);
            CHECK(answer->says.here.address == address);
        }
}

TEST_CASE("without a valid hello nothing at all is sent back") {
    const auto tcp = free_ports(SOCK_STREAM, 2), udp = free_ports(SOCK_DGRAM, 2);
    stand_in s(tcp, udp);
    s.start();
    struct row {
        const char* what;
        std::function<std::string(protocol, std::uint16_t)> bytes;
    };
    std::uint8_t nonce = 0;
    const row rows[] = {
        {"another key", [&](protocol p, std::uint16_t port) { return hello_bytes(p, port, ++nonce, noon, 2); }},
        {"a slow clock", [&](protocol p, std::uint16_t port) { return hello_bytes(p, port, ++nonce, noon - 601); }},
        {"a fast clock", [&](protocol p, std::uint16_t port) { return hello_bytes(p, port, ++nonce, noon + 601); }},
        {"another port",
         [&](protocol p, std::uint16_t port) { return hello_bytes(p, static_cast<std::uint16_t>(port ^ 1), ++nonce); }},
        {"the other protocol",
         [&](protocol p, std::uint16_t port) {
             return hello_bytes(p == protocol::tcp ? protocol::udp : protocol::tcp, port, ++nonce);
         }},
        {"garbage", [](protocol, std::uint16_t) { return std::string(wire::hello_size, 'x'); }},
        {"zeros", [](protocol, std::uint16_t) { return std::string(wire::hello_size, '\0'); }},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const plain_socket stream(SOCK_STREAM, "127.0.0.1", tcp[0]);
        stream.send(row.bytes(protocol::tcp, tcp[0]));
        CHECK(stream.read_to_end().empty());

        // What is sent for the first datagram would be there before the answer to the second.
        const plain_socket datagrams(SOCK_DGRAM, "127.0.0.1", udp[0]);
        datagrams.send(row.bytes(protocol::udp, udp[0]));
        const std::string good = hello_bytes(protocol::udp, udp[0], ++nonce);
        datagrams.send(good);
        CHECK(wire::decode_answer(datagrams.datagram(), good, key_of(1)));
        CHECK(datagrams.silent());
    }
    // Half a hello, and one with something behind it.
    const std::string hello = hello_bytes(protocol::udp, udp[0], 200);
    const plain_socket datagrams(SOCK_DGRAM, "127.0.0.1", udp[0]);
    datagrams.send(hello.substr(0, 511));
    datagrams.send(hello + "x");
    datagrams.send("");
    datagrams.send(hello);
    const std::string answer = datagrams.datagram();
    CHECK(answer.size() <= hello.size());
    CHECK(wire::decode_answer(answer, hello, key_of(1)));
    CHECK(datagrams.silent());
    const plain_socket stream(SOCK_STREAM, "127.0.0.1", tcp[0]);
    stream.send(hello_bytes(protocol::tcp, tcp[0], 201).substr(0, 511));
    ::shutdown(stream.fd(), SHUT_WR);
    CHECK(stream.read_to_end().empty());

    s.end();
    const auto& record = (*s).journal().askers().at("127.0.0.1");
    CHECK(listed(record.connected) == std::vector<std::uint16_t>{tcp[0]});
    CHECK(record.proven_tcp.empty());
}

TEST_CASE("a hello is answered once, over whatever it comes again") {
    const auto tcp = free_ports(SOCK_STREAM, 1), udp = free_ports(SOCK_DGRAM, 1);
    stand_in s(tcp, udp);
    s.start();
    const std::string hello = hello_bytes(protocol::tcp, tcp[0], 1);
    const plain_socket first(SOCK_STREAM, "127.0.0.1", tcp[0]), again(SOCK_STREAM, "127.0.0.1", tcp[0]);
    first.send(hello);
    CHECK(wire::decode_answer(first.read_to_end(), hello, key_of(1)));
    again.send(hello);
    CHECK(again.read_to_end().empty());

    const std::string one = hello_bytes(protocol::udp, udp[0], 2), two = hello_bytes(protocol::udp, udp[0], 3);
    const plain_socket datagrams(SOCK_DGRAM, "127.0.0.1", udp[0]);
    for (const auto& bytes : {one, one, two})
        datagrams.send(bytes);
    CHECK(wire::decode_answer(datagrams.datagram(), one, key_of(1)));
    CHECK(wire::decode_answer(datagrams.datagram(), two, key_of(1)));
    CHECK(datagrams.silent());
}

TEST_CASE("a right key with a wrong clock is said once for each source") {
    const auto udp = free_ports(SOCK_DGRAM, 1), tcp = free_ports(SOCK_STREAM, 1);
    stand_in s(tcp, udp);
    s.start();
    for (std::uint8_t n = 0; n < 3; ++n) {
        const plain_socket late(SOCK_STREAM, "127.0.0.1", tcp[0]);
        late.send(hello_bytes(protocol::tcp, tcp[0], n, noon - 3600));
        CHECK(late.read_to_end().empty());
        const plain_socket stranger(SOCK_STREAM, "127.0.0.1", tcp[0]);
        stranger.send(hello_bytes(protocol::tcp, tcp[0], n, noon - 3600, 2));
        CHECK(stranger.read_to_end().empty());
    }
    s.end();
    REQUIRE(s.said().size() == 1);
    CHECK(s.said()[0].find("127.0.0.1 has the right key, but its clock is 59 minutes behind") == 0);
    CHECK((*s).journal().askers().at("127.0.0.1").clock_off == -3600);
}

TEST_CASE("a port that a real service holds is left to it") {
    test::servers real;
    const auto taken = real.tcp(real.hold());
    real.start();
    auto ports = free_ports(SOCK_STREAM, 3);
    ports.push_back(taken);
    stand_in s(ports);
    REQUIRE((*s).left_out().size() == 1);
    CHECK((*s).left_out()[0].port == taken);
    CHECK((*s).left_out()[0].error == boost::system::errc::address_in_use);
    CHECK(count((*s).tcp()) == 3);
    CHECK_FALSE(contains((*s).tcp(), taken));
}

TEST_CASE("a port that is taken on one address only is stood in on with the others") {
    const plain_socket real(SOCK_DGRAM, "127.0.0.5");
    stand_in s({}, {real.port()}, [](responder_options& o) {
        o.addresses.clear();
        o.own_addresses = {"127.0.0.5", "127.0.0.6"};
    });
    CHECK(contains((*s).udp(), real.port()));
    s.start();
    const auto result = greet(request_for({}, {real.port()}, "127.0.0.6"));
    REQUIRE(result.answers[0]);
    CHECK(contains(result.answers[0]->says.udp, real.port()));
}

TEST_CASE("others than those named are turned away unheard") {
    const auto tcp = free_ports(SOCK_STREAM, 1), udp = free_ports(SOCK_DGRAM, 1);
    stand_in s(tcp, udp, [](responder_options& o) { o.from = {"127.0.0.77"}; });
    s.start();
    const plain_socket stranger(SOCK_STREAM, "127.0.0.1", tcp[0]);
    CHECK(stranger.read_to_end().empty());
    const plain_socket datagrams(SOCK_DGRAM, "127.0.0.1", udp[0]);
    datagrams.send(hello_bytes(protocol::udp, udp[0], 1));
    // A second stranger comes after the datagram: when it was turned away, the datagram had been seen, too.
    const plain_socket next(SOCK_STREAM, "127.0.0.1", tcp[0]);
    CHECK(next.read_to_end().empty());
    CHECK(datagrams.silent());
    s.end();
    CHECK((*s).journal().askers().empty());
}

TEST_CASE("who says nothing is closed in time, and hears nothing") {
    const auto tcp = free_ports(SOCK_STREAM, 1);
    stand_in s(tcp, {}, [](responder_options& o) { o.hello_within = 50ms; });
    s.start();
    const plain_socket mute(SOCK_STREAM, "127.0.0.1", tcp[0]), slow(SOCK_STREAM, "127.0.0.1", tcp[0]);
    slow.send(hello_bytes(protocol::tcp, tcp[0], 1).substr(0, 100));
    CHECK(mute.read_to_end().empty());
    CHECK(slow.read_to_end().empty());
}

TEST_CASE("one source cannot take all connections, and what it leaves is used again") {
    const auto tcp = free_ports(SOCK_STREAM, 1);
    stand_in s(tcp, {}, [](responder_options& o) { o.connections_per_source = 2; });
    s.start();
    {
        const plain_socket one(SOCK_STREAM, "127.0.0.1", tcp[0]), two(SOCK_STREAM, "127.0.0.1", tcp[0]);
        const plain_socket three(SOCK_STREAM, "127.0.0.1", tcp[0]);
        CHECK(three.read_to_end().empty()); // closed at once: the others would have had five seconds
        CHECK(one.silent());
        CHECK(two.silent());
        for (const auto* leaving : {&one, &two}) { // and wait until the other side has seen it
            ::shutdown(leaving->fd(), SHUT_WR);
            CHECK(leaving->read_to_end().empty());
        }
    }
    CHECK(greet(request_for(tcp)).answers[0]);
}

TEST_CASE("one source is not answered more datagrams than it may send, and takes none of another's") {
    const auto udp = free_ports(SOCK_DGRAM, 1);
    stand_in s({}, udp, [](responder_options& o) {
        o.datagrams_per_second = 0.001;
        o.datagram_burst = 3;
    });
    s.start();
    const plain_socket greedy(SOCK_DGRAM, "127.0.0.1", udp[0]), other(SOCK_DGRAM, "127.0.0.2");
    auto to = parse_address("127.0.0.1");
    to->set_port(udp[0]);
    REQUIRE(::connect(other.fd(), sockaddr_of(*to), size_of(*to)) == 0);
    for (std::uint8_t n = 0; n < 5; ++n)
        greedy.send(hello_bytes(protocol::udp, udp[0], n));
    other.send(hello_bytes(protocol::udp, udp[0], 100));
    CHECK(other.datagram().size() == wire::hello_size); // and what came before it has been seen
    for (std::uint8_t n = 0; n < 3; ++n)
        CHECK(wire::decode_answer(greedy.datagram(), hello_bytes(protocol::udp, udp[0], n), key_of(1)));
    CHECK(greedy.silent());
}

TEST_CASE("a hello to everybody is not heard") {
    const auto udp = free_ports(SOCK_DGRAM, 1, "0.0.0.0");
    stand_in s({}, udp, [](responder_options& o) { o.addresses.clear(); });
    s.start();
    const plain_socket asker(SOCK_DGRAM, "127.0.0.1");
    const int on = 1;
    REQUIRE(::setsockopt(asker.fd(), SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == 0);
    const std::string hello = hello_bytes(protocol::udp, udp[0], 1);
    for (const char* address : {"127.255.255.255", "127.0.0.1"}) {
        auto to = parse_address(address);
        to->set_port(udp[0]);
        REQUIRE(::sendto(asker.fd(), hello.data(), hello.size(), 0, sockaddr_of(*to), size_of(*to)) ==
                static_cast<ssize_t>(hello.size()));
    }
    // Had the first been heard, this would be a repetition, and not be answered.
    CHECK(wire::decode_answer(asker.datagram(), hello, key_of(1)));
    CHECK(asker.silent());
}

TEST_CASE("when there is no room for anybody, whoever comes waits for it") {
    const auto tcp = free_ports(SOCK_STREAM, 30);
    stand_in s(tcp, {}, [](responder_options& o) { o.connections = 3; });
    s.start();
    const auto result = greet(request_for(tcp, {}, "127.0.0.1", 20s));
    CHECK(std::all_of(result.answers.begin(), result.answers.end(), [](const auto& a) { return a.has_value(); }));
}

TEST_CASE("half-open connections of the asker are told to it, and only its own") {
    const auto tcp = free_ports(SOCK_STREAM, 3);
    stand_in s(tcp, {}, [&](responder_options& o) {
        o.half_open = [&] {
            return std::vector<half_open_connection>{{"127.0.0.1", tcp[1], "127.0.0.1"},
                                                     {"127.0.0.1", tcp[2], "127.0.0.9"},
                                                     {"127.0.0.2", tcp[2], "127.0.0.1"},
                                                     {"127.0.0.1", 1, "127.0.0.1"}};
        };
    });
    s.start();
    const auto result = greet(request_for({tcp[0]}));
    REQUIRE(result.answers[0]);
    CHECK(result.answers[0]->says.half_open == port_list{{tcp[1], tcp[1]}});
}

TEST_CASE("it ends by itself, and not as if it had been stopped") {
    stand_in s(free_ports(SOCK_STREAM, 1));
    s.start(50ms).wait_for_end();
    CHECK(s.undisturbed());
}

TEST_CASE("nothing but a responder with the same key proves a port") {
    test::servers servers;
    using boost::asio::ip::tcp;
    const auto says = [&servers](std::string bytes) {
        return [hold = servers.hold(), bytes = std::move(bytes)](tcp::socket peer) {
            boost::system::error_code ignored;
            boost::asio::write(peer, boost::asio::buffer(bytes), ignored);
            hold(std::move(peer));
        };
    };
    const auto other = free_ports(SOCK_STREAM, 1), other_udp = free_ports(SOCK_DGRAM, 1);
    stand_in other_key(other, other_udp, [](responder_options& o) { o.key = key_of(2); });
    other_key.start();
    const auto echo = [](const std::string& got) { return got; };
    const auto huge = [](const std::string&) { return std::string(20000, 'F'); };
    struct row {
        const char* what;
        std::uint16_t port;
        protocol p = protocol::tcp;
    };
    const row rows[] = {
        {"a greeting", servers.tcp(says("SSH-2.0-OpenSSH_9.2p1\r\n"))},
        {"much garbage", servers.tcp(says(std::string(100000, 'x')))},
        {"a forged answer", servers.tcp(says("FAIRWAY!" + std::string(504, '\0')))},
        {"closes", servers.tcp([](tcp::socket peer) { peer.close(); })},
        {"refuses", servers.refusing()},
        {"drops", servers.full_backlog()},
        {"is silent", servers.tcp(servers.hold())},
        {"another site's responder", other[0]},
        {"echo", servers.udp(echo), protocol::udp},
        {"garbage", servers.udp(huge), protocol::udp},
        {"a mute", servers.udp([](const std::string&) { return std::string(); }), protocol::udp},
        {"another site's responder", other_udp[0], protocol::udp},
        {"nobody", free_ports(SOCK_DGRAM, 1)[0], protocol::udp},
    };
    servers.start();
    auto request = request_for({}, {}, "127.0.0.1", 300ms);
    for (const auto& row : rows)
        request.probes.push_back({0, row.p, row.port});
    const auto result = greet(request);
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        CAPTURE(rows[i].what);
        CHECK_FALSE(result.answers[i]);
    }
}

TEST_CASE("a lost datagram is said again, as another hello") {
    test::servers servers;
    std::vector<std::string> got;
    std::mutex mutex;
    std::uint16_t port = 0;
    port = servers.udp([&](const std::string& hello) -> std::string {
        const std::lock_guard lock(mutex);
        got.push_back(hello);
        if (got.size() < 3) return {};
        return wire::encode_answer({{"127.0.0.1", 1}, {"127.0.0.1", 2}, {}, {}, {}, false}, got[1], key_of(1));
    });
    servers.start();
    const auto result = greet(request_for({}, {port}, "127.0.0.1", 700ms));
    CHECK(result.answers[0]); // an answer to an earlier try counts as well
    const std::lock_guard lock(mutex);
    REQUIRE(got.size() == 3);
    CHECK(got[0] != got[1]);
    CHECK(got[1] != got[2]);
    for (const auto& hello : got)
        CHECK(wire::is_signed(hello, key_of(1)));
}

TEST_CASE("no route is no answer, and nothing hangs") {
    auto request = request_for({1, 2, 3}, {4, 5}, "192.0.2.1", 200ms);
    request.addresses[0] = "255.255.255.255"; // connect() refuses it at once, and nothing is sent
    const auto result = greet(request);
    for (const auto& answer : result.answers)
        CHECK_FALSE(answer);
}

TEST_CASE("hellos keep to the pace of their address, repetitions included") {
    test::servers servers;
    const auto mute = servers.udp([](const std::string&) { return std::string(); });
    servers.start();
    auto request = request_for({}, std::vector<std::uint16_t>(10, mute), "127.0.0.1", 1s);
    lanes paced(20, 10);
    const auto spent = [&] {
        int tokens = 0;
        while (paced.to("127.0.0.1").tokens.try_take(pace::clock::now()))
            ++tokens;
        return tokens == 0;
    };
    const auto began = std::chrono::steady_clock::now();
    say_hello(request, paced);
    // 30 datagrams want to go: 10 at once, and in the second that it takes some 20 more.
    CHECK(std::chrono::steady_clock::now() - began < 5s);
    CHECK(spent());
}

TEST_CASE("a stop ends it with what is known so far") {
    test::servers servers;
    const auto silent = servers.tcp(servers.hold());
    servers.start();
    lanes paced;
    std::stop_source source;
    std::thread other([&] { source.request_stop(); });
    const auto result = say_hello(request_for({silent}, {}, "127.0.0.1", 60s), paced, source.get_token());
    other.join();
    CHECK(result.interrupted);
    CHECK_FALSE(result.answers[0]);
}
