#include "support/system/clock.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <windows.h>

using namespace fairway;

TEST_CASE("the clock of waiting is the one since the start of Windows, its sleep included") {
    const std::chrono::milliseconds before(::GetTickCount64()); // counts sleep, too
    const auto now = boot_clock::now().time_since_epoch();
    CHECK(now > before - std::chrono::seconds(1));
    CHECK(now < before + std::chrono::seconds(60));
    CHECK(boot_clock::now().time_since_epoch() >= now);
    CHECK(boot_id() == boot_id());
}
