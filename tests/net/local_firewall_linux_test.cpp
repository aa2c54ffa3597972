#include "agent/local/firewall.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("this machine's firewall is described") {
    const auto lines = local_firewall();
    REQUIRE_FALSE(lines.empty());
    // nftables is part of every kernel that we run on, so there is always something to say about it.
    CHECK(lines.back().starts_with("nftables: "));
}
