#include "matrix/finding.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("words of findings and outcomes read back") {
    for (int n = 0; n <= static_cast<int>(finding_kind::not_applicable); ++n) {
        const auto kind = static_cast<finding_kind>(n);
        CHECK(parse_finding_kind(to_string(kind)) == kind);
    }
    for (const auto o : {outcome::skip, outcome::pass, outcome::warn, outcome::unknown, outcome::fail})
        CHECK(parse_outcome(to_string(o)) == o);
    CHECK(!parse_finding_kind("closed"));
    CHECK(!parse_outcome(""));
}
