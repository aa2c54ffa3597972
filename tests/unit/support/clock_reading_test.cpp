#include "support/clock_reading.hpp"

#include "support/system/clock.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using std::chrono::seconds;

TEST_CASE("how far the wall clock was set") {
    const auto at = [](const char* wall, const char* boot, std::int64_t uptime) {
        return clock_reading{*parse_utc_time(wall), boot, seconds(uptime)};
    };
    const char* noon = "2026-11-25T12:00:00Z";
    struct row {
        const char* what;
        clock_reading earlier, later;
        std::int64_t step;
    };
    const row rows[] = {
        {"a minute went by", at(noon, "a", 100), at("2026-11-25T12:01:00Z", "a", 160), 0},
        {"the same, with seconds cut off", at(noon, "a", 100), at("2026-11-25T12:01:01Z", "a", 160), 0},
        {"an hour forward", at(noon, "a", 100), at("2026-11-25T13:01:00Z", "a", 160), 3600},
        {"a day back", at(noon, "a", 100), at("2026-11-24T12:01:00Z", "a", 160), -86400},
        {"another boot", at(noon, "a", 100), at("2026-11-24T12:01:00Z", "b", 160), 0},
        {"boots unknown", at(noon, "", 100), at("2026-11-24T12:01:00Z", "", 160), 0},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        CHECK(clock_step(r.earlier, r.later).count() == r.step);
    }
}

TEST_CASE("the clocks of this machine") {
    const auto now = read_clock();
    CHECK(now.uptime > seconds(0));
    CHECK(now.boot == boot_id());
}
