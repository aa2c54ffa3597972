#include "probes/net/address.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("addresses are read, written and taken apart") {
    struct row {
        std::string text, shown;
        std::size_t bytes;
    };
    const row rows[] = {
        {"10.0.0.1", "10.0.0.1", 4},
        {"::1", "::1", 16},
        {"fd00:0:0::5", "fd00::5", 16},
        {"::ffff:10.0.0.1", "10.0.0.1", 16},
    };
    for (const auto& r : rows) {
        CAPTURE(r.text);
        auto address = parse_address(r.text);
        REQUIRE(address);
        CHECK(address->text() == r.shown);
        CHECK(address->v6() == (r.bytes == 16));
        CHECK(address->bytes().size() == r.bytes);
        CHECK(address->port() == 0);
        CHECK(*address == *address_of_bytes(address->bytes()));
        auto other = *address;
        other.set_port(443);
        CHECK(other.port() == 443);
        CHECK(!(other == *address));
        CHECK(other.text() == r.shown);
    }
    CHECK(parse_address("10.0.0.1")->bytes() == std::string("\x0a\0\0\x01", 4));
}

TEST_CASE("what is no address") {
    for (const char* text : {"", "localhost", "10.0.0", "10.0.0.256", "fe80::1%no-such-interface", "::1::", "1.2.3.4 "})
        CHECK(!parse_address(text));
    for (const std::size_t size : {0, 3, 5, 15, 17})
        CHECK(!address_of_bytes(std::string(size, 'x')));
    CHECK(socket_address().text().empty());
    CHECK(socket_address().bytes().empty());
}
