#include "probes/path/odds.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("what an innocent port may show where controls are answered farther away") {
    struct row {
        const char* what;
        int answered, silent, controls;
        double loss, odds;
    };
    const row rows[] = {
        {"twelve of each are enough", 12, 0, 12, .03, -16.27},
        {"one more control says more", 12, 0, 13, .03, -16.94},
        {"one answer less, one silence more", 11, 1, 13, .03, -13.31},
        {"four of each: one in 256", 4, 0, 4, .03, -5.42},
        {"half of them are short paths", 6, 6, 13, .03, 7.45},
        {"on a lossy line twelve are too few", 12, 0, 13, .33, -12.50},
        {"but twice as many are not", 24, 0, 25, .33, -24.34},
        {"few answers where very many controls had none", 4, 0, 200, .03, -19.57},
        {"one answer never is", 1, 0, 1000, .03, -7.88},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        CHECK(odds_if_controls_answer(r.answered, r.silent, r.controls, r.loss) ==
              doctest::Approx(r.odds).epsilon(.001));
    }
    CHECK(odds_if_controls_answer(12, 0, 12, .03) <= beyond_doubt);
}

TEST_CASE("the fewest packets that put it beyond doubt") {
    struct row {
        int ports;
        double loss;
        int each, controls, lost;
    };
    const row rows[] = {{1, .03, 11, 13, 0}, {3, .03, 8, 19, 0}, {10, .03, 6, 31, 0}, {1, .17, 20, 19, 4}};
    for (const auto& r : rows) {
        CAPTURE(r.ports);
        CAPTURE(r.loss);
        const auto needed = fewest_packets(r.ports, r.loss);
        CHECK(needed.each == r.each);
        CHECK(needed.controls == r.controls);
        CHECK(odds_if_controls_answer(r.each - r.lost, r.lost, r.controls, r.loss) <= beyond_doubt);
    }
    CHECK(fewest_packets(1, .9).each == 24); // nothing would do
    CHECK(fewest_packets(0, .03).each >= 4);
}

TEST_CASE("what it may show where routers complain of controls") {
    struct row {
        const char* what;
        int answered, silent, complained, controls;
        double odds;
    };
    const row rows[] = {
        {"twelve of each", 12, 0, 12, 12, -16.64},
        {"eight complaints, twelve answers", 12, 0, 8, 8, -13.46},
        {"answers are cheap: twice as many", 24, 0, 8, 8, -17.99},
        {"four answers", 4, 0, 8, 8, -7.64},
        {"two controls that no router complained of", 12, 0, 8, 10, -9.42},
        {"no complaint at all", 12, 0, 0, 8, -.03},
        {"half of them are short paths", 6, 6, 10, 13, 11.83},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        CHECK(odds_if_controls_are_silent(r.answered, r.silent, r.complained, r.controls, .03) ==
              doctest::Approx(r.odds).epsilon(.005));
    }
    CHECK(odds_if_controls_are_silent(24, 0, 8, 8, .03) <= beyond_doubt);
    CHECK(odds_if_controls_are_silent(12, 0, 0, 0, .03) == 0);
}
