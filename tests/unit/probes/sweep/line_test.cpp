#include "probes/sweep/line.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using std::chrono::milliseconds;

TEST_CASE("patience follows the round trips of a host that answers; any other has the whole deadline") {
    constexpr milliseconds deadline(3500);
    struct row {
        int rtt_ms, between_ms, in_all_ms;
    };
    const row rows[] = {
        {1, 250, 1000},   {100, 250, 1000},   {125, 250, 1000},
        {300, 600, 2400}, {1200, 2400, 3500}, {5000, 3500, 3500}, // never more than the deadline
    };
    CHECK(line().patience(deadline).in_all == deadline);
    for (const auto& r : rows) {
        CAPTURE(r.rtt_ms);
        line l;
        l.hear(milliseconds(r.rtt_ms), 1);
        l.hear(milliseconds(1), 1); // the slowest counts
        CHECK(l.patience(deadline).between == milliseconds(r.between_ms));
        CHECK(l.patience(deadline).in_all == milliseconds(r.in_all_ms));
    }
}

TEST_CASE("loss is what was lost before an answer came; a few lost packets are none") {
    const auto with = [](std::size_t heard, std::size_t lost) {
        line l;
        for (std::size_t n = 0; n < heard; ++n)
            l.hear(milliseconds(1), n < lost ? 2 : 1);
        return l;
    };
    CHECK(losses({with(30, 0)})[0] == 0);
    CHECK(losses({with(30, 1)})[0] == 0);
    CHECK(losses({with(30, 10)})[0] == doctest::Approx(.25));
    // Of a host that answered little, all lines together say more.
    const auto mixed = losses({with(3, 1), with(40, 20), with(40, 0)});
    CHECK(mixed[0] == doctest::Approx(21. / (83 + 21)));
    CHECK(mixed[1] == doctest::Approx(20. / 60));
    CHECK(mixed[2] == 0);
}
