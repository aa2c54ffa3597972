#include "agent/local/firewall.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;

TEST_CASE("this machine's firewall is described, or it is said why not") {
    const auto lines = local_firewall({{6160, 6160}}, {{53, 53}});
    REQUIRE_FALSE(lines.empty());
    const auto begins = [&](const char* with) {
        return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.starts_with(with); });
    };
    for (const auto& line : lines)
        MESSAGE(line);
    CHECK(begins("Windows Firewall: "));
    // Of each protocol, or of none where nothing could be read.
    CHECK(begins("TCP 6160: ") == begins("UDP 53: "));
    CHECK(local_firewall({}, {}).size() <= lines.size());
}
