#include "collector/time_keeper.hpp"

#include "collector/store/sqlite/sqlite_store.hpp"
#include "tests/unit/collector/store/folder.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const wall_time keeper_noon = program_was_made_after() + hours(24 * 200);

/// A machine: its database, its clock, and time that really passes.
struct machine_with_clock {
    folder place;
    std::unique_ptr<sqlite_store> kept = open_sqlite_store(place / "x.db");
    wall_time clock = keeper_noon;
    steady_time moment{hours(100)};
    heard_probers heard;
    std::unique_ptr<time_keeper> keeper;

    machine_with_clock() { start(); }
    void start() {
        const time_keeper::clocks clocks{[this] { return clock; }, [this] { return moment; }};
        keeper = std::make_unique<time_keeper>(*kept, heard, clocks);
    }
    void pass(seconds s) {
        clock += s;
        moment += s;
    }
    void hear(int probers, seconds off = seconds(0)) {
        for (int i = 0; i < probers; ++i)
            heard.heard(std::to_string(i), std::chrono::floor<seconds>((clock + off).time_since_epoch()).count(), "",
                        moment);
    }
    clock_verdict verdict() { return keeper->judge().verdict; }
};

} // namespace

TEST_CASE("the program knows a day on which it was not there yet") {
    const auto day = utc_date(program_was_made_after());
    CHECK(day >= "2026-04-16"); // of a matrix that it ships
    CHECK(program_was_made_after() < std::chrono::system_clock::now());
}

TEST_CASE("off for two months: probers settle it, or an administrator, or patience") {
    machine_with_clock m;
    CHECK(m.verdict() == clock_verdict::right);
    CHECK(read_kept_time(*m.kept)->at == keeper_noon);
    m.clock += hours(24 * 60);
    m.start();
    CHECK(m.verdict() == clock_verdict::ahead);
    CHECK(read_kept_time(*m.kept)->at == keeper_noon);
    SUBCASE("probers") {
        m.pass(minutes(5));
        m.hear(2);
        CHECK(m.verdict() == clock_verdict::ahead);
        m.hear(3);
        CHECK(m.verdict() == clock_verdict::right);
    }
    SUBCASE("an administrator, beside the running server") {
        write_kept_time(*m.kept, {m.clock, true});
        m.pass(minutes(1));
        CHECK(m.verdict() == clock_verdict::right);
        CHECK(read_kept_time(*m.kept)->confirmed);
        // Also against probers with another time.
        m.hear(5, hours(-1000));
        CHECK(m.verdict() == clock_verdict::right);
        // But not for the next jump.
        m.clock += hours(24 * 1000);
        CHECK(m.verdict() != clock_verdict::right);
        CHECK_FALSE(read_kept_time(*m.kept)->confirmed);
    }
    SUBCASE("patience, also across restarts") {
        int hours_waited = 0;
        while (m.verdict() != clock_verdict::right && hours_waited < 1000) {
            for (int i = 0; i < 60; ++i) {
                m.pass(minutes(1));
                m.keeper->judge();
            }
            ++hours_waited;
            if (hours_waited == 20) m.start();
        }
        CHECK(hours_waited >= 46);
        CHECK(hours_waited <= 48); // what was not written yet before the restart
    }
    const auto kept = read_kept_time(*m.kept);
    REQUIRE(kept);
    CHECK(kept->at > keeper_noon);
}

TEST_CASE("starting again and again with a clock ten years ahead believes it not a day sooner") {
    machine_with_clock m;
    CHECK(m.verdict() == clock_verdict::right);
    m.clock += hours(24 * 3650);
    for (int i = 0; i < 100; ++i) {
        m.start();
        const auto t = m.keeper->judge();
        CHECK(t.verdict == clock_verdict::ahead);
        CHECK(t.forget_by() == keeper_noon);
    }
    m.clock -= hours(24 * 3650);
    m.start();
    CHECK(m.verdict() == clock_verdict::right);
}

TEST_CASE("1970 until NTP has the time") {
    machine_with_clock m;
    CHECK(m.verdict() == clock_verdict::right);
    m.clock = wall_time();
    m.start();
    CHECK(m.verdict() == clock_verdict::too_early);
    m.pass(minutes(1));
    CHECK(m.verdict() == clock_verdict::too_early);
    CHECK(read_kept_time(*m.kept)->at == keeper_noon);
    m.moment += minutes(1);
    m.clock = keeper_noon + hours(10);
    CHECK(m.verdict() == clock_verdict::right);
}

TEST_CASE("what probers said before a jump says nothing after it") {
    machine_with_clock m;
    CHECK(m.verdict() == clock_verdict::right);
    m.hear(10);
    m.moment += minutes(1);
    m.clock += hours(24 * 10); // a machine that was suspended by its host: no clock of its own has moved
    CHECK(m.verdict() == clock_verdict::right);
    m.hear(10);
    CHECK(m.verdict() == clock_verdict::right);
    m.moment += minutes(1);
    m.clock += hours(24 * 10);                  // and one that was set wrong
    CHECK(m.verdict() == clock_verdict::right); // two weeks need nobody's word …
    m.hear(10, -hours(24 * 10));
    CHECK(m.verdict() == clock_verdict::disputed); // … but most have another
}

TEST_CASE("the time is written once an hour, and a database that fails changes nothing") {
    machine_with_clock m;
    m.keeper->judge();
    const auto before = m.kept->rows_written();
    for (int i = 0; i < 59; ++i) {
        m.pass(minutes(1));
        m.keeper->judge();
    }
    CHECK(m.kept->rows_written() == before);
    m.pass(minutes(1));
    m.keeper->judge();
    CHECK(m.kept->rows_written() == before + 1);
    m.kept->put_setting("clock", "nonsense");
    m.pass(minutes(1));
    CHECK(m.verdict() == clock_verdict::right);
    std::filesystem::remove(m.place / "x.db"); // nothing can be written any more
    m.pass(hours(2));
    CHECK(m.verdict() == clock_verdict::right);
}
