#include "matrix/report_set.hpp"

#include "tests/unit/matrix/fleet_reports.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using test::report_of;

TEST_CASE("of several reports of one host the newest counts, and that is said") {
    std::vector<report> given{report_of("web01", "2026-11-23T02:00:00Z"), report_of("web02", "2026-11-22T02:00:00Z"),
                              report_of("web01", "2026-11-25T02:00:00Z"), report_of("web01", "2026-11-24T02:00:00Z")};
    const auto set = newest_of_each_host(given);
    REQUIRE(set.all.size() == 2);
    CHECK(set.all[0] == &given[2]);
    CHECK(set.all[1] == &given[1]);
    CHECK(set.notes ==
          std::vector<std::string>{"web01 has 3 reports: only the newest, of 2026-11-25T02:00:00Z, counts"});
    CHECK_FALSE(set.is_one());

    given[0].roles = {"repository"};
    CHECK(newest_of_each_host(given).notes ==
          std::vector<std::string>{"web01 has 3 reports: only the newest, of 2026-11-25T02:00:00Z, counts, although "
                                   "another one is of other roles"});
}

TEST_CASE("a report for another host is not one of the host that made it") {
    std::vector<report> given{report_of("web01"), report_of("web01")};
    given[1].stand_in_for = "appliance";
    CHECK(newest_of_each_host(given).all.size() == 2);
    CHECK(newest_of_each_host(given).notes.empty());
}

TEST_CASE("of reports of the same second the last one given counts") {
    const std::vector<report> given{report_of("web01"), report_of("web01")};
    CHECK(newest_of_each_host(given).all == std::vector<const report*>{&given[1]});
}
