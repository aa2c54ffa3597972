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
