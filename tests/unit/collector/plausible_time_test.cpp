#include "collector/plausible_time.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

const wall_time built_then = std::chrono::system_clock::from_time_t(1'780'000'000);
const wall_time kept_noon = built_then + hours(24 * 180);
constexpr hours one_day{24}, one_year{24 * 365};
constexpr seconds one_minute{60}, one_step{24 * 60}; // what is believed while a minute passes

constexpr auto right = clock_verdict::right, too_early = clock_verdict::too_early, ahead = clock_verdict::ahead,
               behind = clock_verdict::behind, disputed = clock_verdict::disputed;

} // namespace

TEST_CASE("which time is plausible") {
    struct row {
        const char* what;
        seconds clock; ///< what the clock shows, from noon on; noon is the time that was kept
        seconds since;
        std::size_t agree, differ;
        bool confirmed;
        clock_verdict verdict;
        seconds kept; ///< from noon on
    };
    const seconds none{0};
    const row rows[] = {
        {"a minute later", one_minute, one_minute, 0, 0, false, right, one_minute},
        {"after a night off", hours(10), none, 0, 0, false, right, hours(10)},
        {"after two weeks off", 14 * one_day, none, 0, 0, false, right, 14 * one_day},
        {"summer time, and a time zone taken for UTC", hours(-14), one_minute, 0, 0, false, right, hours(-14)},

        {"off for two months: at the start nobody knows", 60 * one_day, none, 0, 0, false, ahead, none},
        {"a minute after that", 60 * one_day, one_minute, 0, 0, false, ahead, one_minute + one_step},
        {"two probers agree: not enough", 60 * one_day, one_minute, 2, 0, false, ahead, one_minute + one_step},
        {"three do", 60 * one_day, one_minute, 3, 0, false, right, 60 * one_day},
        {"a hundred do, and some have dead batteries", 60 * one_day, one_minute, 100, 40, false, right, 60 * one_day},
        {"as many differ", 60 * one_day, one_minute, 20, 20, false, ahead, one_minute + one_step},

        {"ten years ahead", 10 * one_year, one_minute, 0, 0, false, ahead, one_minute + one_step},
        {"one prober says no: time goes on as before", 10 * one_year, one_minute, 0, 1, false, ahead, one_minute},
        {"two of three do", 10 * one_year, one_minute, 1, 2, false, ahead, one_minute},
        {"all say no", 10 * one_year, one_minute, 0, 50, false, disputed, one_minute},
        {"a few have the same wrong host's clock", 10 * one_year, one_minute, 3, 47, false, disputed, one_minute},

        {"a clock that is wrong by days, as probers tell", 10 * one_day, one_minute, 0, 3, false, disputed, one_minute},
        {"and an administrator knows better", 10 * one_day, one_minute, 0, 3, true, right, 10 * one_day},
        {"which is no word for a later jump", 10 * one_year, one_minute, 0, 3, true, disputed, one_minute},
        {"nor without probers", 10 * one_year, one_minute, 0, 0, true, ahead, one_minute + one_step},
        {"one prober with a clock of its own is no matter", one_minute, one_minute, 0, 1, false, right, one_minute},

        {"back by a month: an old battery", -30 * one_day, one_minute, 0, 0, false, behind, one_minute - one_step},
        {"no further than the clock", -hours(30), hours(2), 0, 0, false, behind, -hours(30)},
        {"the probers agree", -30 * one_day, one_minute, 5, 0, false, right, -30 * one_day},
        {"the probers do not", -30 * one_day, one_minute, 0, 5, false, disputed, -30 * one_day},

        {"1970", -(56 * one_year), one_minute, 0, 0, false, too_early, one_minute},
        {"1970, whatever probers say", -(56 * one_year), one_minute, 9, 0, true, too_early, one_minute},
        {"a day before it was built: somebody builds in another time zone", -(180 * one_day) - hours(23), none, 0, 0,
         false, behind, none},
        {"more than that", -(180 * one_day) - hours(25), none, 0, 0, false, too_early, none},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto t =
            judge_time({kept_noon + r.clock, built_then, kept_noon, r.since, r.agree, r.differ, r.confirmed});
        CHECK(t.verdict == r.verdict);
        CHECK((t.kept - kept_noon).count() == std::chrono::duration_cast<wall_time::duration>(r.kept).count());
        CHECK(t.clock == kept_noon + r.clock);
        // Whatever the clock shows, nothing is deleted by a time that nobody believes.
        CHECK(t.forget_by() <= t.kept);
        CHECK(t.forget_by() <= t.clock);
    }
}

TEST_CASE("the first start has nothing to compare with but the program itself") {
    CHECK(judge_time({kept_noon, built_then, {}, {}, 0, 0, false}).verdict == right);
    CHECK(judge_time({kept_noon, built_then, {}, {}, 0, 0, false}).kept == kept_noon);
    const auto t = judge_time({wall_time(), built_then, {}, {}, 0, 0, false});
    CHECK(t.verdict == too_early);
    CHECK(t.kept == built_then);
    CHECK(judge_time({kept_noon, built_then, {}, {}, 0, 9, false}).verdict == disputed);
}

TEST_CASE("nobody has to do anything for ever: in small steps it believes every clock that is not contradicted") {
    const auto minutes_until_right = [](seconds off, std::size_t differ) {
        auto kept = kept_noon;
        for (int i = 0; i < 60 * 24 * 365; ++i) {
            const auto clock = kept_noon + off + i * one_minute;
            const auto t = judge_time({clock, built_then, kept, i == 0 ? seconds(0) : one_minute, 0, differ, false});
            if (t.verdict == right) return i;
            kept = t.kept;
        }
        return -1;
    };
    CHECK(minutes_until_right(10 * one_day, 0) == 0);
    // All but two weeks is to be believed, a day an hour, from the first minute on.
    CHECK(minutes_until_right(60 * one_day, 0) == 46 * 60 + 1);
    CHECK(minutes_until_right(one_year, 0) == 351 * 60 + 1);
    CHECK(minutes_until_right(one_year, 1) == -1); // as long as the only prober says otherwise
    CHECK(minutes_until_right(-one_year / 3, 0) > 0);
}

TEST_CASE("the time that it may be is all from what is believed to what the clock shows") {
    struct row {
        clock_verdict verdict;
        seconds kept, clock, earliest, latest;
    };
    const row rows[] = {
        {right, one_day, one_day, one_day, one_day},
        {ahead, one_day, one_year, one_day, one_year},
        {behind, one_day, -one_day, -one_day, one_day},
        {disputed, one_day, 2 * one_day, one_day, 2 * one_day},
        {too_early, one_day, -(56 * one_year), one_day, one_day}, // a clock that is certainly wrong says nothing
    };
    for (const auto& r : rows) {
        const auto p = possible({r.verdict, kept_noon + r.kept, kept_noon + r.clock});
        CHECK(p.earliest == kept_noon + r.earliest);
        CHECK(p.latest == kept_noon + r.latest);
        CHECK(p.is_known() == (r.earliest == r.latest));
    }
}
