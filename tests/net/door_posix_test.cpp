#include "probes/net/connect.hpp"
#include "probes/net/door.hpp"

#include <doctest/doctest.h>

using namespace fairway;

// Wine takes neither the source address of a datagram nor that of a datagram socket.

TEST_CASE("an answer comes from the address that was asked") {
    if (!datagrams_tell_destination()) return;
    const auto door = bind_datagrams(parse_address("0.0.0.0").value());
    REQUIRE(door.socket != no_socket);
    const journey there{parse_address("127.0.0.2").value()};
    const auto asks = open_socket(false, transport_kind::datagram);
    REQUIRE(connect_to(asks.socket, there.to_port(local_address(door.socket)->port())) == net_error::none);
    CHECK(send_whole(asks.socket, "hello") == net_error::none);
    datagram got; // over loopback it is there at once
    REQUIRE(receive_datagram(door.socket, got, 100));
    CHECK(got.here.text() == "127.0.0.2");
    send_back(door.socket, got, "answer");
    char buffer[10];
    CHECK(receive_some(asks.socket, buffer, sizeof buffer).size == 6); // connected: it hears nobody else
    close_socket(asks.socket);
    close_socket(door.socket);
}

TEST_CASE("a route begins at the address that was chosen, if it is ours") {
    const auto to = parse_address("127.0.0.1").value();
    CHECK(route_of({to, parse_address("127.0.0.3")}).source == "127.0.0.3");
    const auto foreign = route_of({to, parse_address("192.0.2.1")});
    CHECK(foreign.source.empty());
    CHECK(foreign.error == net_error::no_source);
}
