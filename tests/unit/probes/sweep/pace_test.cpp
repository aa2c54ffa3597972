#include "probes/sweep/pace.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using std::chrono::milliseconds;

TEST_CASE("a burst at once, then one token after another") {
    const pace::clock::time_point start{};
    pace p(1000, 100, start);
    for (int n = 0; n < 100; ++n)
        REQUIRE(p.try_take(start));
    CHECK(!p.try_take(start));
    CHECK(p.next() > start);
    CHECK(p.next() <= start + milliseconds(2));
    CHECK(p.try_take(p.next()));

    int taken = 0;
    for (int ms = 2; ms <= 501; ++ms)
        while (taken < 1000 && p.try_take(start + milliseconds(ms)))
            ++taken;
    CHECK(taken >= 498);
    CHECK(taken <= 501);
}

TEST_CASE("idle time fills the bucket up to the burst and no further") {
    const pace::clock::time_point start{};
    pace p(10, 3, start);
    int taken = 0;
    while (taken < 1000 && p.try_take(start + std::chrono::hours(1)))
        ++taken;
    CHECK(taken == 3);
}

TEST_CASE("no rate is no limit") {
    pace p(0, 1, {});
    for (int n = 0; n < 100000; ++n)
        REQUIRE(p.try_take({}));
}

TEST_CASE("a token that is booked counts for those who come later") {
    const auto now = pace::clock::now();
    pace p(100, 2, now);
    CHECK(p.book(now) == now);
    CHECK(p.book(now) == now);
    const auto third = p.book(now), fourth = p.book(now);
    CHECK(third > now);
    CHECK(fourth - third > std::chrono::milliseconds(9));
    CHECK(!p.try_take(third)); // it is somebody else's
    CHECK(!p.try_take(fourth));
    CHECK(p.try_take(fourth + std::chrono::milliseconds(11)));
    pace unlimited(0, 1, now);
    CHECK(unlimited.book(now) == now);
    CHECK(unlimited.book(now) == now);
}
