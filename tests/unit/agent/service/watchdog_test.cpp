#include "agent/service/watchdog.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

TEST_CASE("how often the service manager wants to hear of us") {
    struct row {
        const char* usec;
        const char* pid;
        std::optional<std::chrono::microseconds> is;
    };
    for (const row& r : std::initializer_list<row>{{"180000000", "42", 180s},
                                                   {"180000000", nullptr, 180s},
                                                   {"1", "42", 1us},
                                                   {nullptr, nullptr, {}},
                                                   {"180000000", "43", {}}, // inherited; meant for the parent
                                                   {"180000000", "", {}},
                                                   {"", "42", {}},
                                                   {"0", "42", {}},
                                                   {"-5", "42", {}},
                                                   {"180s", "42", {}},
                                                   {"99999999999999999999", "42", {}},
                                                   {"9223372036854775807", "42", {}}}) {
        CAPTURE(r.usec);
        CAPTURE(r.pid);
        CHECK(watchdog_period(r.usec, r.pid, 42) == r.is);
    }
}
