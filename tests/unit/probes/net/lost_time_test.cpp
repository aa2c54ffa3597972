#include "probes/net/lost_time.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

namespace {

const lost_time::clock::time_point midnight{};

/// The beats of a process that runs.
void beat(lost_time& lost, std::chrono::milliseconds from, std::chrono::milliseconds to) {
    for (auto now = from; now <= to; now += lost_time::beat)
        lost.until(midnight + now);
}

} // namespace

TEST_CASE("a process that runs loses no time, however busy its machine is") {
    lost_time lost(midnight);
    beat(lost, 0ms, 10s);
    CHECK(lost.until(midnight + 10s + 300ms) == 0ms);
    CHECK(lost.until(midnight + 10s + 600ms) == 0ms);
}

TEST_CASE("what was lost is the gap between two beats") {
    lost_time lost(midnight);
    beat(lost, 0ms, 1s);
    CHECK(lost.until(midnight + 3500ms) == 2400ms);
    CHECK(lost.until(midnight + 3500ms) == 2400ms);
    beat(lost, 3600ms, 5s);
    CHECK(lost.until(midnight + 5s) == 2400ms);
    CHECK(lost.until(midnight + 7s) == 4300ms);
}

TEST_CASE("a deadline passes while the process runs, and only then") {
    SUBCASE("it runs") {
        lost_time lost(midnight);
        waking_deadline d(lost, midnight, 3500ms);
        beat(lost, 0ms, 3400ms);
        CHECK_FALSE(d.has_passed(lost, midnight + 3499ms));
        CHECK(d.has_passed(lost, midnight + 3500ms));
    }
    SUBCASE("stopped before it, and on beyond it") {
        lost_time lost(midnight);
        waking_deadline d(lost, midnight, 3500ms);
        beat(lost, 0ms, 2s);
        CHECK_FALSE(d.has_passed(lost, midnight + 4500ms));
        CHECK(d.at() == midnight + 3500ms + 2400ms);
        beat(lost, 4500ms, 5800ms);
        CHECK_FALSE(d.has_passed(lost, midnight + 5899ms));
        CHECK(d.has_passed(lost, midnight + 5900ms));
    }
    SUBCASE("stopped, and on again before it") {
        lost_time lost(midnight);
        waking_deadline d(lost, midnight, 3500ms);
        CHECK(lost.until(midnight + 2s) == 1900ms);
        beat(lost, 2s, 3400ms);
        CHECK_FALSE(d.has_passed(lost, midnight + 3500ms));
        beat(lost, 3500ms, 5300ms);
        CHECK(d.has_passed(lost, midnight + 5400ms));
    }
    SUBCASE("stopped twice, the second time in the time that was given back") {
        lost_time lost(midnight);
        waking_deadline d(lost, midnight, 1s);
        CHECK_FALSE(d.has_passed(lost, midnight + 2s));
        CHECK_FALSE(d.has_passed(lost, midnight + 4s));
        CHECK(d.at() == midnight + 1s + 1900ms + 1900ms);
    }
    SUBCASE("what was lost before it midnight is not its own") {
        lost_time lost(midnight);
        lost.until(midnight + 5s);
        waking_deadline d(lost, midnight + 5s, 1s);
        beat(lost, 5s, 6s);
        CHECK(d.has_passed(lost, midnight + 6s));
    }
}
