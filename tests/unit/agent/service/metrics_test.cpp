#include "agent/service/metrics.hpp"

#include "tests/golden.hpp"
#include "tests/unit/agent/service/sample_status.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using test::at;

TEST_CASE("the metrics of a service") {
    const auto now = at("2026-11-25T00:00:00Z");
    check_golden("status/metrics.txt", render_metrics(test::sample_status(), now));
    auto refused = test::sample_status();
    refused.collector.last_success.reset();
    CHECK(render_metrics(refused, now).find("\nfairway_collector_reachable 0\n") != std::string::npos);
    refused.collector.last_error.clear(); // what refuses a report is a collector, and reachable
    CHECK(render_metrics(refused, now).find("\nfairway_collector_reachable 1\n") != std::string::npos);
    service_status s;
    s.fairway = "0.1.0";
    check_golden("status/metrics-first.txt", render_metrics(s, now));
}
