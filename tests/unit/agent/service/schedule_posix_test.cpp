#include "agent/service/schedule.hpp"

#include <doctest/doctest.h>

#include <time.h>

using namespace fairway;

TEST_CASE("the clock of waiting counts sleep and no steps: it is the one since boot") {
    timespec t{};
    REQUIRE(::clock_gettime(CLOCK_BOOTTIME, &t) == 0);
    const auto now = boot_clock::now().time_since_epoch();
    CHECK(now >= std::chrono::seconds(t.tv_sec));
    CHECK(now < std::chrono::seconds(t.tv_sec + 60));
}
