#include "support/duration.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

TEST_CASE("durations have a whole number and a unit") {
    struct row {
        const char* text;
        std::optional<std::chrono::milliseconds> is;
    };
    for (const row& r : std::initializer_list<row>{{"0s", 0s},
                                                   {"3500ms", 3500ms},
                                                   {"90s", 90s},
                                                   {"5m", 5min},
                                                   {"24h", 24h},
                                                   {"999999999h", std::chrono::hours(999999999)},
                                                   {"1000000000h", {}},
                                                   {"99999999999999999999s", {}},
                                                   {"5", {}},
                                                   {"m", {}},
                                                   {"", {}},
                                                   {"-1m", {}},
                                                   {"-0s", {}},
                                                   {"+1m", {}},
                                                   {"1.5h", {}},
                                                   {"5 m", {}},
                                                   {" 5m", {}},
                                                   {"5m ", {}},
                                                   {"5min", {}},
                                                   {"5M", {}},
                                                   {"1d", {}}}) {
        CAPTURE(r.text);
        CHECK(parse_duration(r.text) == r.is);
    }
}

TEST_CASE("time in words") {
    struct row {
        std::chrono::milliseconds time;
        const char* words;
    };
    for (const row& r : std::initializer_list<row>{{-5s, "0 seconds"},
                                                   {0s, "0 seconds"},
                                                   {999ms, "less than a second"},
                                                   {1s, "1 second"},
                                                   {59s, "59 seconds"},
                                                   {60s, "1 minute"},
                                                   {90s, "1 minute 30 seconds"},
                                                   {599s, "9 minutes 59 seconds"},
                                                   {3599s, "59 minutes"},
                                                   {3600s, "1 hour"},
                                                   {7320s, "2 hours 2 minutes"},
                                                   {24h, "1 day"},
                                                   {49h, "2 days 1 hour"}}) {
        CAPTURE(r.words);
        CHECK(in_words(r.time) == r.words);
    }
}
