#include "support/system/clock.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("the kernel names each of its starts") {
    CHECK(boot_id().size() == 36); // a UUID
    CHECK(boot_id() == boot_id());
}
