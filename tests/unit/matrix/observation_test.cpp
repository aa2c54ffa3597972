#include "matrix/observation.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("every state, reason and evidence has a word of its own that reads back") {
    for (int n = 0; n <= static_cast<int>(state::open_or_filtered); ++n)
        CHECK(parse_state(to_string(static_cast<state>(n))) == static_cast<state>(n));
    for (int n = 0; n <= static_cast<int>(reason::no_response); ++n)
        CHECK(parse_reason(to_string(static_cast<reason>(n))) == static_cast<reason>(n));
    for (int n = 0; n <= static_cast<int>(evidence::proven); ++n)
        CHECK(parse_evidence(to_string(static_cast<evidence>(n))) == static_cast<evidence>(n));
    CHECK(!parse_reason("econnrefused"));
}

TEST_CASE("ICMP errors in words") {
    CHECK(to_string(icmp_error{3, 13, false}) == "ICMP 3/13 (administratively prohibited)");
    CHECK(to_string(icmp_error{3, 3, false}) == "ICMP 3/3 (port unreachable)");
    CHECK(to_string(icmp_error{11, 0, false}) == "ICMP 11/0 (time exceeded)");
    CHECK(to_string(icmp_error{1, 1, true}) == "ICMPv6 1/1 (administratively prohibited)");
    CHECK(to_string(icmp_error{3, 0, true}) == "ICMPv6 3/0 (hop limit exceeded)");
    CHECK(to_string(icmp_error{200, 7, false}) == "ICMP 200/7 (error)");
}
