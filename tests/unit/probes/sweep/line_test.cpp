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
        {1, 250, 1000},   {100, 250, 1000},  {125, 250, 1000},
        {300, 600, 2400}, {900, 1800, 3500}, // never more than the deadline
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
    // After a second the system repeats its SYN: as long as others took less, that is no round trip.
    line slow;
    slow.hear(milliseconds(1200), 1);
    CHECK(slow.patience(deadline).between == milliseconds(2400));
    slow.hear(milliseconds(10), 1);
    CHECK(slow.patience(deadline).between == milliseconds(250));
}

TEST_CASE("loss is what was lost before an answer came; a few lost packets are none") {
    const auto with = [](std::size_t heard, std::size_t lost) {
        line l;
        for (std::size_t n = 0; n < heard; ++n)
            l.hear(milliseconds(1), n < lost ? 2 : 1);
        return l;
    };
    CHECK(losses({with(30, 0)})[0] == 0);
    CHECK(losses({with(30, 2)})[0] == 0);
    CHECK(losses({with(30, 10)})[0] == doctest::Approx(.25));
    // Those that answered little, all together say more.
    const auto mixed = losses({with(3, 1), with(5, 3), with(40, 20), with(40, 0)});
    CHECK(mixed[0] == doctest::Approx(4. / 12));
    CHECK(mixed[1] == doctest::Approx(3. / 8));
    CHECK(mixed[2] == doctest::Approx(20. / 60));
    CHECK(mixed[3] == 0);
    // Others' loss is not that of a line whose own answers contradict it.
    const auto clean = losses({with(19, 0), with(801, 400), with(15, 15), with(5, 0), with(4, 4)});
    CHECK(clean[0] == 0); // of many lines, one in a thousand has luck
    CHECK(clean[3] == doctest::Approx(19. / (43 + 19)));
    CHECK(clean[1] == doctest::Approx(400. / 1201));
}
