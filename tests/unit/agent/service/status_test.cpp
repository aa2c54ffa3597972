#include "agent/service/status.hpp"

#include "agent/service/status_file.hpp"
#include "agent/service/status_text.hpp"
#include "tests/golden.hpp"
#include "tests/unit/agent/sample_report.hpp"
#include "tests/unit/agent/service/sample_status.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;
using namespace std::chrono_literals;
using test::at;
using test::sample_status;

namespace {

const wall_time now = at("2026-11-25T00:00:00Z");

service_status fine() {
    auto s = sample_status();
    s.problem.clear();
    s.last->failing.clear();
    s.last->counts = {12, 1, 0, 0, 4};
    s.collector.last_error.clear();
    s.collector.last_refusal.clear();
    s.collector.last_success = at("2026-11-24T23:59:15Z");
    s.spool = {};
    return s;
}

} // namespace

TEST_CASE("the status in plain words") {
    check_golden("status/trouble.txt", render_status(sample_status(), true, now));
    check_golden("status/fine.txt", render_status(fine(), true, now));
    check_golden("status/killed.txt", render_status(sample_status(), false, now));

    auto s = fine();
    s.activity = service_activity::starting;
    s.last.reset();
    s.next_run.reset();
    s.collector = {};
    s.collector.why_none = "this prober is not enrolled";
    check_golden("status/first.txt", render_status(s, true, now));
    s = fine();
    s.activity = service_activity::stopped;
    s.collector.last_success.reset();
    check_golden("status/stopped.txt", render_status(s, false, now));
    s = fine();
    s.collector.last_refusal = "the collector rejects this report (422): not a report";
    s.collector.last_success.reset(); // it answers all the same
    s.spool.refused = 1;
    check_golden("status/refused.txt", render_status(s, true, now));
    s = fine();
    s.activity = service_activity::rechecking;
    check_golden("status/rechecking.txt", render_status(s, true, now));
}

TEST_CASE("nothing in the status steers a terminal") {
    auto s = sample_status();
    s.host = "web\x1b[2J";
    s.collector.last_error = "line\nnext";
    s.collector.last_refusal = "no\x1b";
    s.spool.problem = "\x1b";
    s.last->failing[0].text = "\x07";
    const auto text = render_status(s, true, now);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("line next") != std::string::npos);
}

TEST_CASE("the exit code of the status") {
    CHECK(status_exit_code(fine(), true) == 0);
    CHECK(status_exit_code(fine(), false) == 3);
    CHECK(status_exit_code(sample_status(), true) == 1);
    CHECK(status_exit_code(sample_status(), false) == 3);
    auto s = fine();
    s.last->counts.unknown = 1;
    CHECK(status_exit_code(s, true) == 3);
    s = fine();
    s.problem = "the last run could not probe";
    CHECK(status_exit_code(s, true) == 3);
    s = fine();
    s.last.reset();
    CHECK(status_exit_code(s, true) == 3);
    s = fine();
    s.collector.last_error = "the connection was refused"; // the flows are fine
    s.collector.last_refusal = "the collector rejects this report (422)";
    CHECK(status_exit_code(s, true) == 0);
    s = fine();
    s.spool.problem = "No space left on device";
    CHECK(status_exit_code(s, true) == 3);
}

TEST_CASE("status.json comes back as it was") {
    for (const auto& s : {sample_status(), fine(), service_status()}) {
        const auto text = to_json(s).dump();
        const auto read = read_status(text, "status.json");
        REQUIRE(read.value);
        CHECK(to_json(*read.value).dump() == text);
        for (const bool alive : {true, false})
            CHECK(render_status(*read.value, alive, now) == render_status(s, alive, now));
        for (std::size_t n = 0; n < text.size(); ++n)
            CHECK_FALSE(read_status(text.substr(0, n), "status.json").value);
    }
    CHECK(read_status("{}", "s").problems.size() == 1);
    CHECK(read_status("[1]", "s").problems.size() == 1);
    // Of another version, or written by somebody else: read as far as it can be understood.
    const auto odd = read_status(R"({"schema": "fairway-status/1", "process": -1, "roles": [1, "x"], "last_run": 5,
        "next_run_at": "tomorrow", "runs": [], "interval_s": 99999999999999999, "spool": null, "collector": {"url": 1}})",
                                 "s");
    REQUIRE(odd.value);
    CHECK(odd.value->roles == std::vector<std::string>{"x"});
    CHECK(odd.value->process == 0);
    CHECK_FALSE(odd.value->last);
    CHECK_FALSE(odd.value->next_run);
    CHECK(render_status(*odd.value, true, now).find("none yet") != std::string::npos);
}

TEST_CASE("what a report says of its run") {
    const auto& r = test::sample_report();
    const auto run = summary_of_run(r, now, 2);
    CHECK(run.run_id == r.run_id);
    CHECK(run.lasted == std::chrono::milliseconds(r.duration_ms));
    CHECK(run.counts.fail == summarize(r).fail);
    CHECK(run.failing.size() == run.counts.fail);
    CHECK(run.rechecked == 2);
    report many;
    many.findings.assign(60, r.findings.front());
    for (auto& f : many.findings) {
        f.outcome = outcome::fail;
        f.accepted.reset();
    }
    const auto long_run = summary_of_run(many, now, 0);
    CHECK(long_run.failing.size() == most_failing_shown);
    CHECK(long_run.counts.fail == 60);
}
