#include "probes/responder/limits.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

TEST_CASE("connections: so many of one source, so many in all, and room again after each end") {
    connection_limits l(3, 2);
    CHECK(l.admit("a"));
    CHECK(l.admit("a"));
    CHECK_FALSE(l.admit("a"));
    CHECK_FALSE(l.full());
    CHECK(l.admit("b"));
    CHECK(l.full());
    CHECK_FALSE(l.admit("c"));
    l.release("a");
    CHECK(l.open() == 2);
    CHECK(l.admit("c"));
    l.release("nobody");
    CHECK(l.open() == 3);
}

TEST_CASE("datagrams: a burst, then a rate, for each source") {
    const datagram_limits::clock::time_point start{};
    datagram_limits l(10, 5, 100, start);
    const auto admitted = [&](const char* source, auto when) {
        int n = 0;
        while (n < 100 && l.admit(source, start + when))
            ++n;
        return n;
    };
    CHECK(admitted("a", 0s) == 5);
    CHECK(admitted("b", 0s) == 5);
    CHECK(admitted("a", 100ms) == 1);
    CHECK(admitted("a", 300ms) == 2);
    // Being forgotten and remembered in between gives nobody more.
    int of_b = 0;
    for (auto when = 0ms; when <= 10s; when += 50ms)
        of_b += admitted("b", when);
    CHECK(of_b >= 99);
    CHECK(of_b <= 101);
    CHECK(admitted("b", 1h) == 5);
}

TEST_CASE("datagrams: forged sources share what one may send") {
    const datagram_limits::clock::time_point start{};
    datagram_limits l(10, 5, 3, start);
    for (const char* known : {"a", "b", "c"})
        CHECK(l.admit(known, start));
    int strangers = 0;
    for (int n = 0; n < 1000; ++n)
        strangers += l.admit("stranger " + std::to_string(n), start) ? 1 : 0;
    CHECK(strangers == 5);
    CHECK(l.admit("a", start));
}
