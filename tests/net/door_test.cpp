#include "probes/net/door.hpp"

#include "probes/net/connect.hpp"
#include "probes/net/tcp.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

using namespace fairway;

namespace {

socket_address at(const char* text, std::uint16_t port = 0) {
    auto address = parse_address(text).value();
    address.set_port(port);
    return address;
}

/// Datagrams over loopback are there at once, or nearly.
template <class Try>
bool soon(const Try& once) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!once()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace

TEST_CASE("a port has one owner, who is told from other failures") {
    for (const char* address : {"127.0.0.1", "::1"}) {
        CAPTURE(address);
        const auto first = listen_on(at(address));
        REQUIRE(first.socket != no_socket);
        const auto taken = listen_on(local_address(first.socket).value());
        CHECK(taken.socket == no_socket);
        CHECK(taken.error == boost::system::errc::address_in_use);
        close_socket(first.socket);

        const auto datagrams = bind_datagrams(at(address));
        REQUIRE(datagrams.socket != no_socket);
        const auto taken_too = bind_datagrams(local_address(datagrams.socket).value());
        CHECK(taken_too.error == boost::system::errc::address_in_use);
        close_socket(datagrams.socket);
    }
    const auto foreign = listen_on(at("192.0.2.1"));
    CHECK(foreign.socket == no_socket);
    CHECK(foreign.error == boost::system::errc::address_not_available);
}

TEST_CASE("IPv6 leaves IPv4 alone") {
    const auto v6 = listen_on(at("::"));
    REQUIRE(v6.socket != no_socket);
    const auto port = local_address(v6.socket)->port();
    const auto v4 = listen_on(at("0.0.0.0", port));
    CHECK_FALSE(v4.error);
    if (v4.socket != no_socket) close_socket(v4.socket);
    close_socket(v6.socket);
}

TEST_CASE("a datagram tells where it was sent to, and is answered") {
    struct row {
        const char *door, *asked;
    };
    for (const auto& r : {row{"0.0.0.0", "127.0.0.1"}, row{"::", "::1"}, row{"127.0.0.1", "127.0.0.1"}}) {
        CAPTURE(r.asked);
        const bool anywhere = std::string(r.door) != r.asked;
        if (anywhere && !datagrams_tell_destination()) continue;
        const auto door = bind_datagrams(at(r.door));
        REQUIRE(door.socket != no_socket);
        const journey there{at(r.asked, local_address(door.socket)->port())};
        const auto asks = open_socket(there.to.v6(), transport_kind::datagram);
        REQUIRE(connect_to(asks.socket, there) == net_error::none); // hears nobody else
        datagram got;
        CHECK_FALSE(receive_datagram(door.socket, got, 100));
        CHECK(send_whole(asks.socket, "hello, and more than fits") == net_error::none);
        REQUIRE(soon([&] { return receive_datagram(door.socket, got, 5); }));
        CHECK(got.bytes == "hello");
        CHECK(got.here.text() == r.asked);
        CHECK(got.for_us);
        CHECK(got.peer == local_address(asks.socket).value());
        send_back(door.socket, got, "answer");
        char buffer[10];
        received answer;
        CHECK(soon([&] {
            answer = receive_some(asks.socket, buffer, sizeof buffer);
            return answer.what != received::kind::nothing_yet;
        }));
        CHECK(std::string_view(buffer, answer.size) == "answer");
        close_socket(asks.socket);
        close_socket(door.socket);
    }
}

TEST_CASE("a route has a source; nothing leaves from an address of somebody else") {
    CHECK(route_of({at("127.0.0.1")}).source == "127.0.0.1");
    CHECK(route_of({at("::1")}).source == "::1");
    const auto foreign = start_connect({at("127.0.0.1", 9), at("192.0.2.1")});
    CHECK(foreign.error == net_error::no_source);
    if (foreign.socket != no_socket) close_socket(foreign.socket);
}

TEST_CASE("a datagram to a port that nobody has shows no reset, and no verdict of a connection") {
    const auto gone = bind_datagrams(at("127.0.0.1"));
    const journey there{local_address(gone.socket).value()};
    close_socket(gone.socket);
    const auto asks = open_socket(false, transport_kind::datagram);
    REQUIRE(connect_to(asks.socket, there) == net_error::none);
    char buffer[10];
    net_error told = send_whole(asks.socket, "anybody?");
    CHECK(soon([&] {
        if (told == net_error::none) told = receive_some(asks.socket, buffer, sizeof buffer).error;
        if (told == net_error::none) told = send_whole(asks.socket, "anybody?");
        return told != net_error::none;
    }));
    const bool is_port_unreachable = told == net_error::refused || told == net_error::port_unreachable;
    CHECK(is_port_unreachable);
    close_socket(asks.socket);
}
