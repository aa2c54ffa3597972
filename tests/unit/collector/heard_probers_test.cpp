#include "collector/heard_probers.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

const wall_time heard_noon = std::chrono::system_clock::from_time_t(1'800'000'000);
const steady_time heard_start{hours(100)};

std::int64_t clock_at(seconds from_noon) {
    return std::chrono::floor<seconds>((heard_noon + from_noon).time_since_epoch()).count();
}

} // namespace

TEST_CASE("whose clocks agree with ours, give or take a day") {
    heard_probers heard;
    const seconds offs[] = {seconds(0), seconds(-3), hours(14),  hours(24),
                            hours(-24), hours(25),   hours(-25), hours(24 * 3650)};
    int n = 0;
    for (const auto off : offs)
        heard.heard("prober " + std::to_string(n++), clock_at(off), "", heard_start);
    heard.heard("does not say", std::nullopt, "", heard_start);
    heard.heard("1969", -1, "", heard_start);
    heard.heard("no time at all", INT64_MAX, "", heard_start);
    CHECK(heard.compare(heard_noon, heard_start).agree == 5);
    CHECK(heard.compare(heard_noon, heard_start).differ == 3);
    // Their clocks go on, as ours does; and after a day they say nothing any more.
    CHECK(heard.compare(heard_noon + hours(23), heard_start + hours(23)).agree == 5);
    CHECK(heard.compare(heard_noon + hours(60), heard_start + hours(1)).differ == 8);
    CHECK(heard.compare(heard_noon + hours(25), heard_start + hours(25)).agree == 0);
    CHECK(heard.compare(heard_noon + hours(25), heard_start + hours(25)).differ == 0);
}

TEST_CASE("a prober counts once, by what it said last") {
    heard_probers heard;
    for (int i = 0; i < 100; ++i)
        heard.heard("one", clock_at(hours(-1000)), "", heard_start);
    CHECK(heard.compare(heard_noon, heard_start).differ == 1);
    heard.heard("one", clock_at(seconds(0)), "", heard_start);
    CHECK(heard.compare(heard_noon, heard_start).differ == 0);
    CHECK(heard.compare(heard_noon, heard_start).agree == 1);
    heard.forget_clocks();
    CHECK(heard.compare(heard_noon, heard_start).agree == 0);
}

TEST_CASE("whom a prober trusts") {
    heard_probers heard;
    CHECK_FALSE(heard.trusts("one", "a,b"));
    heard.heard("one", std::nullopt, "a,b", heard_start);
    heard.heard("old", std::nullopt, "", heard_start);
    heard.heard("hostile", std::nullopt, std::string(100'000, 'x'), heard_start);
    CHECK(heard.trusts("one", "a,b"));
    CHECK_FALSE(heard.trusts("one", "a"));
    CHECK_FALSE(heard.trusts("old", "a,b"));
    CHECK_FALSE(heard.trusts("hostile", std::string(100'000, 'x')));
    heard.forget_clocks();
    CHECK(heard.trusts("one", "a,b"));
}
