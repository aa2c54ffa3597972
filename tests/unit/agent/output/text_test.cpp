#include "agent/output/format.hpp"

#include "tests/golden.hpp"
#include "tests/unit/agent/sample_report.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("the sample report as text, to the letter") {
    check_golden("report/report.txt", render_text(test::sample_report(), {}));
}

TEST_CASE("the sample report on a narrow terminal with colors") {
    check_golden("report/report-60-color.txt", render_text(test::sample_report(), {true, 60}));
}

TEST_CASE("an interrupted run says so near its top") {
    report r = test::sample_report();
    r.complete = false;
    const auto text = render_text(r, {});
    CHECK(text.find("INCOMPLETE") < text.find("vbr01"));
    CHECK(text.rfind("Phase: onboarding", 0) == 0);
}

TEST_CASE("bytes that are no text do not reach a terminal") {
    report r = test::sample_report();
    r.findings[0].requirement.target = "evil\033[2Jname\xff";
    CHECK(render_text(r, {}).find('\033') == std::string::npos);
}
