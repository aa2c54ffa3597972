#include "agent/service/schedule.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace fairway;
using namespace std::chrono_literals;

namespace {

constexpr boot_time began{1000s};

/// Where a schedule without jitter has the place.
boot_time place(std::string_view host, std::chrono::seconds interval, std::uint64_t number) {
    return began + start_offset(host, interval) + interval * static_cast<std::int64_t>(number);
}

} // namespace

TEST_CASE("the first run comes within the interval, at most five minutes, at a time of the host's own") {
    std::set<std::int64_t> minutes, offsets;
    for (int i = 0; i < 200; ++i) {
        const auto name = "web" + std::to_string(i);
        CAPTURE(name);
        for (const auto interval : {30s, 300s, 86400s}) {
            const auto offset = start_offset(name, interval);
            CHECK(offset >= 0ms);
            CHECK(offset < std::min<std::chrono::milliseconds>(interval, 5min));
            CHECK(offset == start_offset(name, interval));
            CHECK(schedule(name, interval, 7, began).first() == schedule::slot{0, began + offset});
        }
        offsets.insert(start_offset(name, 300s).count());
        minutes.insert(start_offset(name, 300s) / 60s);
    }
    CHECK(minutes == std::set<std::int64_t>{0, 1, 2, 3, 4});
    CHECK(offsets.size() > 190); // neighbors by name are none in time
}

TEST_CASE("runs keep to their grid, give or take the jitter") {
    struct row {
        std::chrono::seconds interval;
        std::chrono::nanoseconds most; ///< five per cent, at most 30 seconds
    };
    for (const row& r : std::initializer_list<row>{{30s, 1500ms}, {300s, 15s}, {3600s, 30s}, {86400s, 30s}}) {
        CAPTURE(r.interval.count());
        const schedule s("web01", r.interval, 42, began);
        auto slot = s.first();
        std::set<std::int64_t> seen;
        for (std::uint64_t n = 1; n <= 500; ++n) {
            slot = s.after(slot, slot.due + 1s); // a run of one second
            REQUIRE(slot.number == n);
            const auto off = slot.due - place("web01", r.interval, n); // does not add up
            CHECK(off >= -r.most);
            CHECK(off <= r.most);
            seen.insert(off.count());
        }
        CHECK(seen.size() > 450);
        CHECK(*seen.begin() < -r.most.count() * 9 / 10);
        CHECK(*seen.rbegin() > r.most.count() * 9 / 10);
    }
    // Two probers of one name, e.g. after a restart, do not run in step either.
    const schedule a("web01", 300s, 1, began), b("web01", 300s, 2, began);
    CHECK(a.after(a.first(), began).due != b.after(b.first(), began).due);
    CHECK(a.after(a.first(), began) == schedule("web01", 300s, 1, began).after(a.first(), began));
}

TEST_CASE("what is missed is left out") {
    const schedule s("web01", 300s, 42, began);
    const auto slot = [&](std::uint64_t number) {
        auto at = s.first();
        while (at.number < number)
            at = s.after(at, at.due);
        return at;
    };
    struct row {
        const char* what;
        std::uint64_t last;
        boot_time now;
        std::uint64_t next;
    };
    for (const row& r : std::initializer_list<row>{
             {"a short run", 3, slot(3).due + 10s, 4},
             {"a run that ends just before the next is due", 3, slot(4).due - 1ns, 4},
             {"a run that ends when the next is due", 3, slot(4).due, 5},
             {"a run of one and a half intervals", 3, slot(3).due + 450s, 5},
             {"a run of many intervals", 3, slot(13).due + 1s, 14},
             {"a night's sleep, and the run that was due meanwhile", 3, slot(100).due + 60s, 101},
             {"asked before its time", 3, slot(2).due, 4},
             {"asked before the start", 0, began - 500s, 1},
         }) {
        CAPTURE(r.what);
        const auto next = s.after(slot(r.last), r.now);
        CHECK(next.number == r.next);
        CHECK(next.due > r.now);
    }
    // Years asleep take no time to skip.
    const auto late = s.after(s.first(), began + std::chrono::hours(24 * 3650));
    CHECK(late.due > began + std::chrono::hours(24 * 3650));
    CHECK(late.due < began + std::chrono::hours(24 * 3650) + 330s);
}
