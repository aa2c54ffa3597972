#include "support/exposition.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("metrics are written as the exposition format has them") {
    exposition e;
    e.family("fairway_runs_total", "counter", "Runs that ended, \\ by\noutcome.").sample(3, {{"outcome", "a\"b\\\n"}});
    e.family("fairway_age_seconds", "gauge", "Age.").sample(0.25);
    CHECK(e.text() == "# HELP fairway_runs_total Runs that ended, \\\\ by\\noutcome.\n"
                      "# TYPE fairway_runs_total counter\n"
                      "fairway_runs_total{outcome=\"a\\\"b\\\\\\n\"} 3\n"
                      "# HELP fairway_age_seconds Age.\n"
                      "# TYPE fairway_age_seconds gauge\n"
                      "fairway_age_seconds 0.25\n");
}
