#include "probes/net/waiting_socket.hpp"

#include "probes/net/door.hpp"
#include "probes/net/tcp.hpp"
#include "probes/net/udp.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

using namespace fairway;

namespace {

using boost::system::error_code;

constexpr std::chrono::seconds long_enough{10};
const error_code aborted = boost::asio::error::operation_aborted;

socket_address loopback(const char* text = "127.0.0.1") {
    return parse_address(text).value();
}

/// A door on a port that the system chose.
struct listener {
    explicit listener(const char* text = "127.0.0.1") : socket(listen_on(loopback(text)).socket) {
        REQUIRE(socket != no_socket);
        here = local_address(socket).value();
    }
    ~listener() {
        if (socket != no_socket) close_socket(socket);
    }
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    /// A port where nothing listens any more.
    socket_address gone() {
        close_socket(std::exchange(socket, no_socket));
        return here;
    }

    socket_handle socket;
    socket_address here;
};

/// What was told, and how often.
struct told {
    waiting_socket::ready hear() {
        return [this](const error_code& ec) {
            ++times;
            error = ec;
        };
    }

    int times = 0;
    error_code error;
};

socket_handle connecting(const socket_address& to) {
    const auto opened = start_connect({to});
    REQUIRE(opened.error == net_error::none);
    return opened.socket;
}

/// Wine tells a reset from the end of a connection no more once it was waited for.
bool is_taken_back(const observation& seen) {
    return seen.reason == reason::reset || seen.reason == reason::hang_up;
}

/// A datagram socket to one that never answers.
socket_handle silent() {
    const auto opened = open_socket(false, transport_kind::datagram);
    REQUIRE(opened.socket != no_socket);
    return opened.socket;
}

/// Until it is established or over.
observation look(boost::asio::io_context& loop, waiting_socket& s, const socket_address& to) {
    const auto end = std::chrono::steady_clock::now() + long_enough;
    for (;;) {
        told t;
        s.wait_writable(t.hear());
        loop.restart();
        loop.run_one_until(end);
        REQUIRE(t.times == 1);
        CHECK_FALSE(t.error);
        auto view = look_at_connect(s.handle(), net_error::none, to.text(), to.text());
        if (view.at == connect_view::stage::waiting) continue;
        if (view.at == connect_view::stage::established) {
            CHECK(view.seen.reason == reason::syn_ack);
        }
        return view.seen;
    }
}

} // namespace

TEST_CASE("a loop learns of a connect, whether it succeeds or fails") {
    for (const char* address : {"127.0.0.1", "::1"}) {
        CAPTURE(address);
        boost::asio::io_context loop{1};
        listener open(address), closed(address);
        waiting_socket s(loop, connecting(open.here));
        CHECK(look(loop, s, open.here).state == state::open);
        s.close();
        const auto gone = closed.gone();
        s.assign(connecting(gone)); // the same once more
        CHECK(look(loop, s, gone).reason == reason::conn_refused);
    }
}

TEST_CASE("what accepts and resets at once is open, and is seen to reset") {
    boost::asio::io_context loop{1};
    listener open;
    waiting_socket s(loop, connecting(open.here));
    waiting_socket door(loop, std::exchange(open.socket, no_socket));
    told somebody;
    door.wait_readable(somebody.hear());
    loop.run_one_for(long_enough);
    REQUIRE(somebody.times == 1);
    const auto v = accept_one(door.handle());
    REQUIRE(v.what == visitor::kind::somebody);
    CHECK(v.peer == local_address(s.handle()).value());
    reset_on_close(v.socket);
    close_socket(v.socket);
    told reset;
    s.wait_readable(reset.hear());
    loop.restart();
    loop.run_one_for(long_enough);
    REQUIRE(reset.times == 1);
    observation seen;
    seen.reason = reason::syn_ack;
    settle(s.handle(), seen);
    CHECK(is_taken_back(seen));
}

TEST_CASE("a connection that was reset before anybody looked stood all the same") {
    boost::asio::io_context loop{1};
    listener open;
    waiting_socket s(loop, connecting(open.here));
    told somebody;
    waiting_socket door(loop, std::exchange(open.socket, no_socket));
    door.wait_readable(somebody.hear());
    loop.run_one_for(long_enough);
    const auto v = accept_one(door.handle());
    REQUIRE(v.what == visitor::kind::somebody);
    reset_on_close(v.socket);
    close_socket(v.socket);
    told reset;
    s.wait_readable(reset.hear());
    loop.restart();
    loop.run_one_for(long_enough);
    auto view = look_at_connect(s.handle(), net_error::none, "127.0.0.1", "127.0.0.1");
    REQUIRE(view.at != connect_view::stage::waiting);
    if (view.at == connect_view::stage::established) settle(s.handle(), view.seen);
    CHECK(view.seen.state == state::open);
    CHECK(is_taken_back(view.seen));
}

TEST_CASE("a datagram wakes who waits for it") {
    boost::asio::io_context loop{1};
    const auto door = bind_datagrams(loopback());
    REQUIRE(door.socket != no_socket);
    const auto asks = open_datagram({local_address(door.socket).value()});
    REQUIRE(asks.error == net_error::none);
    waiting_socket hears(loop, door.socket), sends(loop, asks.socket);
    told t;
    hears.wait_readable(t.hear());
    loop.poll();
    CHECK(t.times == 0);
    CHECK(send_whole(sends.handle(), "hello") == net_error::none);
    loop.restart();
    loop.run_one_for(long_enough);
    CHECK(t.times == 1);
    CHECK_FALSE(t.error);
}

TEST_CASE("who waits for a socket that is closed, given away or destroyed is told so, once, by the loop") {
    boost::asio::io_context loop{1};
    auto s = std::make_unique<waiting_socket>(loop, silent());
    told first, second;
    s->wait_readable(first.hear());
    s->wait_readable(second.hear());
    std::optional<socket_handle> given;
    SUBCASE("closed") {
        s->close();
        CHECK(!s->is_open());
    }
    SUBCASE("given away") {
        given = s->release();
        CHECK(!s->is_open());
        CHECK(send_whole(*given, "") != net_error::none); // not connected, but still a socket
    }
    SUBCASE("destroyed") {
        s.reset();
    }
    CHECK(first.times + second.times == 0);
    loop.run_for(long_enough);
    for (const auto& t : {first, second}) {
        CHECK(t.times == 1);
        CHECK(t.error == aborted);
    }
    if (given) close_socket(*given);
}

TEST_CASE("a wake-up that comes late, after the socket was closed, is none of the next socket's") {
    boost::asio::io_context loop{1};
    const auto door = bind_datagrams(loopback());
    const auto asks = open_datagram({local_address(door.socket).value()});
    waiting_socket hears(loop, door.socket), sends(loop, asks.socket);
    told late, next;
    hears.wait_readable(late.hear());
    loop.poll();
    CHECK(send_whole(sends.handle(), "hello") == net_error::none);
    hears.close();
    hears.assign(silent());
    hears.wait_readable(next.hear());
    loop.restart();
    loop.run_one_for(long_enough);
    CHECK(late.times == 1);
    CHECK(next.times == 0);
}

TEST_CASE("what still waits when its loop goes is destroyed and not called") {
    told t;
    const auto alive = std::make_shared<int>();
    {
        boost::asio::io_context loop{1};
        auto s = std::make_shared<waiting_socket>(loop, silent());
        // The wait keeps the socket alive, as in probes.
        s->wait_readable([&t, alive, s](const error_code&) { ++t.times; });
        s.reset();
        CHECK(alive.use_count() == 2);
    }
    CHECK(t.times == 0);
    CHECK(alive.use_count() == 1);
}

TEST_CASE("more sockets than fit one group of them") {
    boost::asio::io_context loop{1};
    std::vector<std::unique_ptr<waiting_socket>> all;
    told t;
    for (int n = 0; n < 100; ++n) {
        all.push_back(std::make_unique<waiting_socket>(loop, silent()));
        all.back()->wait_readable(t.hear());
    }
    for (std::size_t n = 0; n < all.size(); n += 2)
        all[n].reset();
    for (std::size_t n = 0; n < all.size(); n += 2) {
        all[n] = std::make_unique<waiting_socket>(loop, silent());
        all[n]->wait_readable(t.hear());
    }
    all.clear();
    loop.run_for(long_enough);
    CHECK(t.times == 150);
    CHECK(t.error == aborted);
}
