#include "support/utc_time.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("times are written and read in one spelling") {
    const auto when = std::chrono::system_clock::from_time_t(1795573753);
    CHECK(utc_time(when) == "2026-11-25T02:29:13Z");
    CHECK(utc_date(when) == "2026-11-25");
    CHECK(parse_utc_time("2026-11-25T02:29:13Z") == when);
    CHECK(parse_utc_time("2024-02-29T00:00:00Z"));
    for (const char* wrong : {"", "2026-11-25", "2026-11-25 02:29:13Z", "2026-11-25T02:29:13+00:00",
                              "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-25T24:00:00Z",
                              "2026-11-25T02:29:60Z", "2026-11-25T02:29:1xZ", "2026-11-25T02:29:13.5Z"}) {
        CAPTURE(wrong);
        CHECK(!parse_utc_time(wrong));
    }
}

TEST_CASE("the time as headers of HTTP have it") {
    CHECK(http_date(*parse_utc_time("2026-11-25T02:29:13Z")) == "Wed, 25 Nov 2026 02:29:13 GMT");
}
