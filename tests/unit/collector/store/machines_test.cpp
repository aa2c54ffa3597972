#include "collector/store/machines.hpp"

#include "sample_parts.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;
using namespace fairway::collector;
using namespace std::chrono_literals;
using samples::noon;

namespace {

/// The marks that share, after reports at those minutes; each by the machine of its letter.
struct said {
    int minute;
    const char* boot;
};

std::vector<machine> after(const std::vector<said>& reports, std::uint32_t interval_s, int* begun = nullptr) {
    std::vector<machine> known;
    for (const auto& r : reports) {
        const std::string boot = r.boot;
        const auto change =
            hear(known, {boot, "host-" + boot, "10.0.0." + boot, noon + 1min * r.minute, 0, {}}, interval_s);
        if (begun != nullptr && change.begins_sharing) ++*begun;
        if (!change.put) continue;
        std::erase_if(known, [&](const auto& m) { return m.boot == change.put->boot; });
        known.push_back(*change.put);
        for (const auto& gone : change.forgotten)
            std::erase_if(known, [&](const auto& m) { return m.boot == gone; });
    }
    return known;
}

} // namespace

TEST_CASE("any number of clones is noticed, and many starts of one machine are none") {
    std::vector<std::string> marks;
    for (int n = 0; n < 500; ++n)
        marks.push_back(std::to_string(n));
    for (const int clones : {2, 9, 12, 50, 500}) {
        CAPTURE(clones);
        std::vector<said> reports;
        for (int n = 0; n < std::max(2 * clones, 2 * 32); ++n)
            reports.push_back({n / 60, marks[static_cast<std::size_t>(n % clones)].c_str()}); // 60 reports a minute
        CHECK_FALSE(sharing(after(reports, 300), 300, noon + 1min * reports.back().minute).empty());
    }
    std::vector<said> starts;
    for (int n = 0; n < 200; ++n)
        starts.push_back({3 * n, marks[static_cast<std::size_t>(n)].c_str()}); // it is started every three minutes
    CHECK(sharing(after(starts, 300), 300, noon + 1min * starts.back().minute).empty());
}

TEST_CASE("machines that share a prober, and one that was started again") {
    struct row {
        const char* what;
        std::vector<said> reports;
        std::uint32_t interval_s;
        int seen; ///< minute
        const char* sharing;
        int begun;
    };
    const row rows[] = {
        {"one machine", {{0, "a"}, {5, "a"}, {10, "a"}}, 300, 10, "", 0},
        {"a reboot", {{0, "a"}, {5, "b"}, {10, "b"}}, 300, 10, "", 0},
        {"many reboots", {{0, "a"}, {1, "b"}, {2, "c"}, {3, "d"}, {4, "e"}}, 300, 4, "", 0},
        {"a snapshot, once", {{0, "a"}, {5, "b"}, {10, "a"}, {15, "a"}}, 300, 15, "", 0},
        {"a clone", {{0, "a"}, {2, "b"}, {5, "a"}, {7, "b"}}, 300, 7, "ba", 1},
        {"a clone, for long", {{0, "a"}, {2, "b"}, {5, "a"}, {7, "b"}, {10, "a"}, {12, "b"}}, 300, 12, "ba", 1},
        {"three of them", {{0, "a"}, {1, "b"}, {2, "c"}, {5, "a"}, {6, "b"}, {7, "c"}}, 300, 7, "cba", 1},
        {"the clone is gone for an hour", {{0, "a"}, {2, "b"}, {5, "a"}, {7, "b"}, {10, "a"}}, 300, 71, "", 1},
        {"it comes back", {{0, "a"}, {2, "b"}, {5, "a"}, {7, "b"}, {90, "a"}, {92, "b"}, {95, "a"}}, 300, 95, "ab", 2},
        {"two snapshots, a day apart", {{0, "a"}, {5, "b"}, {10, "a"}, {1450, "b"}, {1455, "a"}}, 300, 1455, "", 0},
        {"reports once a day", {{0, "a"}, {60, "b"}, {1440, "a"}, {1500, "b"}}, 86400, 1500, "ba", 1},
        {"at the same moment", {{0, "a"}, {0, "b"}, {0, "a"}, {0, "b"}}, 300, 0, "ba", 1},
        {"our clock was set back", {{90, "a"}, {92, "b"}, {5, "a"}, {7, "b"}}, 300, 7, "ba", 1},
        {"no mark", {{0, ""}, {2, "b"}, {5, ""}, {7, "b"}}, 300, 7, "", 0},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        int begun = 0;
        const auto known = after(r.reports, r.interval_s, &begun);
        std::string marks;
        for (const auto& m : sharing(known, r.interval_s, noon + 1min * r.seen)) {
            marks += m.boot;
            CHECK(m.host == "host-" + m.boot);
            CHECK(m.from == "10.0.0." + m.boot);
        }
        CHECK(marks == r.sharing);
        CHECK(begun == r.begun);
    }
}

TEST_CASE("no more machines are remembered than a handful") {
    std::vector<std::string> names;
    for (int n = 0; n < 40; ++n)
        names.push_back(std::to_string(n));
    std::vector<said> reports;
    for (int n = 0; n < 40; ++n)
        reports.push_back({n, names[static_cast<std::size_t>(n)].c_str()});
    const auto known = after(reports, 300);
    CHECK(known.size() == most_machines);
    CHECK(std::any_of(known.begin(), known.end(), [](const auto& m) { return m.boot == "39"; }));
}
