#include "agent/check.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("hop checks that were wanted and cannot be had are said to be missing") {
    CHECK(no_hop_checks_note(true, true).empty());
    CHECK(no_hop_checks_note(false, true).empty());
    CHECK(no_hop_checks_note(false, false).empty()); // nobody asked for them
    CHECK(no_hop_checks_note(true, false).find("Hop checks are not available on this system: ") == 0);
}
