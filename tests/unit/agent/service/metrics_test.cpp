#include "agent/service/metrics.hpp"

#include "tests/golden.hpp"
#include "tests/unit/agent/service/sample_status.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using test::at;

TEST_CASE("the metrics of a service") {
    const auto now = at("2026-11-25T00:00:00Z");
    check_golden("status/metrics.txt", render_metrics(test::sample_status(), now));
    service_status s;
    s.fairway = "0.1.0";
    check_golden("status/metrics-first.txt", render_metrics(s, now));
}
