#include "probes/net/address.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("a zone is the number of an interface") {
    // The loopback interface is always the first.
    const auto address = parse_address("fe80::1%1");
    REQUIRE(address);
    CHECK(address->text() == "fe80::1%1");
    CHECK(!(*address == *parse_address("fe80::1")));
}

TEST_CASE("what is no zone") {
    for (const char* text : {"fe80::1%", "fe80::1%0", "fe80::1%99999", "fe80::1%1x", "fe80::1%-1", "10.0.0.1%1"})
        CHECK(!parse_address(text));
}
