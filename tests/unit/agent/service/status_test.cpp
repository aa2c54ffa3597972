#include "agent/service/status.hpp"

#include "agent/service/status_file.hpp"
#include "agent/service/status_text.hpp"
#include "tests/golden.hpp"
#include "tests/unit/agent/sample_report.hpp"
#include "tests/unit/agent/service/sample_status.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sstream>

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
    s.last->unknown.clear();
    s.last->counts = {12, 1, 0, 0, 4};
    s.collector.last_error.clear();
    s.collector.last_refusal.clear();
    s.collector.shared_with.clear();
    s.collector.authority_ends = at("2036-11-22T00:00:00Z");
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

TEST_CASE("the status names what is unknown, and counts what it cannot name") {
    auto s = fine();
    s.last->counts.unknown = 2;
    s.last->unknown = {{"agent:dns-server:udp:53", "dns01", "unverifiable", "no answer"}};
    const auto text = render_status(s, true, now);
    CHECK(text.find("Failing") == std::string::npos);
    CHECK(
        text.ends_with("\nUnknown:\n  agent:dns-server:udp:53 to dns01\n    unverifiable: no answer\n  and 1 more\n"));
    s.last->unknown.clear(); // written by a version that did not name them
    CHECK(render_status(s, true, now).ends_with("\nUnknown:\n  2, not named here; `fairway check` shows them\n"));
}

TEST_CASE("the status fits its terminal") {
    for (const std::size_t width : {60, 72, 80, 120}) {
        CAPTURE(width);
        std::istringstream lines(render_status(sample_status(), true, now, width));
        for (std::string line; std::getline(lines, line);)
            CHECK(width_of(line) <= width);
    }
}

TEST_CASE("the end of the collector's CA is said from 180 days before it on") {
    struct row {
        const char* ends;
        const char* said; ///< empty: nothing
    };
    const row rows[] = {
        {"2027-05-24T00:00:00Z", ""}, // 180 days
        {"2027-05-23T23:59:59Z", "(CA) ends on 2027-05-23"},
        {"2026-11-25T00:00:01Z", "(CA) ends on 2026-11-25"},
        {"2026-11-25T00:00:00Z", "(CA) ended on 2026-11-25"},
        {"2020-01-01T00:00:00Z", "then enroll this host again"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.ends);
        auto s = fine();
        s.collector.authority_ends = at(r.ends);
        const auto text = render_status(s, true, now, 1000);
        CHECK((text.find("(CA)") != std::string::npos) == (std::string(r.said) != ""));
        CHECK(text.find(r.said) != std::string::npos);
    }
    auto s = fine();
    s.collector.authority_ends.reset(); // written by a version that did not look
    CHECK(render_status(s, true, now).find("(CA)") == std::string::npos);
}

TEST_CASE("nothing in the status steers a terminal") {
    auto s = sample_status();
    s.host = "web\x1b[2J";
    s.collector.last_error = "line\nnext";
    s.collector.last_refusal = "no\x1b";
    s.spool.problem = "\x1b";
    s.last->failing[0].text = "\x07";
    s.last->unknown[0].text = "\x07";
    const auto text = render_status(s, true, now);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find("line?next") != std::string::npos);
}

TEST_CASE("the exit code of the status") {
    CHECK(status_exit_code(fine(), true, now) == 0);
    CHECK(status_exit_code(fine(), false, now) == 3);
    CHECK(status_exit_code(sample_status(), true, now) == 1);
    CHECK(status_exit_code(sample_status(), false, now) == 3);
    CHECK(status_exit_code(fine(), true, now + 10min) == 3); // what was true then
    CHECK(status_exit_code(sample_status(), true, now + 10min) == 3);
    auto s = fine();
    s.last->counts.unknown = 1;
    CHECK(status_exit_code(s, true, now) == 3);
    s = fine();
    s.problem = "the last run could not probe";
    CHECK(status_exit_code(s, true, now) == 3);
    s = fine();
    s.last.reset();
    CHECK(status_exit_code(s, true, now) == 3);
    s = fine();
    s.collector.last_error = "the connection was refused"; // the flows are fine
    s.collector.last_refusal = "the collector rejects this report (422)";
    CHECK(status_exit_code(s, true, now) == 0);
    s = fine();
    s.collector.shared_with = {"web01 (10.0.0.7)"};
    CHECK(status_exit_code(s, true, now) == 3);
    s = fine();
    s.spool.problem = "No space left on device";
    CHECK(status_exit_code(s, true, now) == 3);
}

TEST_CASE("what is written by a service that is stuck says nothing of the present") {
    using activity = service_activity;
    struct row {
        const char* what;
        activity doing;
        std::optional<const char*> next_run; ///< fine() is of 23:59:30; its last run began at 23:59:00
        const char* seen;
        const char* says; ///< the beginning; empty: nothing is wrong
    };
    const row rows[] = {
        {"between runs", activity::waiting, "2026-11-25T00:04:10Z", "2026-11-25T00:04:00Z", ""},
        {"the run is due", activity::waiting, "2026-11-25T00:04:10Z", "2026-11-25T00:04:25Z", ""},
        {"the run was not recorded", activity::waiting, "2026-11-25T00:04:10Z", "2026-11-25T00:04:50Z",
         "overdue: the run that was due 40 seconds ago"},
        {"at work", activity::probing, std::nullopt, "2026-11-25T00:01:00Z", ""},
        {"at work, and mute", activity::probing, std::nullopt, "2026-11-25T00:02:00Z",
         "overdue: nothing was heard of the service for 2 minutes"},
        {"rechecking, and mute", activity::rechecking, std::nullopt, "2026-11-25T00:02:00Z", "overdue: nothing"},
        {"starting, and mute", activity::starting, std::nullopt, "2026-11-25T00:02:00Z", "overdue: nothing"},
        {"runs that never end well", activity::waiting, "2026-11-25T00:24:10Z", "2026-11-25T00:20:00Z",
         "overdue: the last complete run began 21 minutes ago, although one is due every 5 minutes"},
        {"the clock was set back", activity::waiting, "2026-11-25T00:04:10Z", "2026-11-24T12:00:00Z",
         "this was written at a time that the clock has not reached yet"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        auto s = fine();
        s.activity = r.doing;
        if (r.next_run) s.next_run = at(*r.next_run);
        const auto why = why_outdated(s, at(r.seen));
        CAPTURE(why);
        CHECK(why.substr(0, std::string_view(r.says).size()) == r.says);
        CHECK(why.empty() == std::string_view(r.says).empty());
        CHECK(status_exit_code(s, true, at(r.seen)) == (why.empty() ? 0 : 3));
    }
    check_golden("status/overdue.txt", render_status(fine(), true, at("2026-11-25T00:04:50Z")));
    check_golden("status/clock-set-back.txt", render_status(fine(), true, at("2026-11-24T12:00:00Z")));
}

TEST_CASE("times follow a clock that is set") {
    const auto before = fine();
    for (const auto step : {std::chrono::hours(240000), std::chrono::hours(-24)}) {
        auto s = before;
        follow_clock(s, {s.as_of.wall + step + 30s, s.as_of.boot, s.as_of.uptime + 30s});
        CHECK(render_status(s, true, now + step).find("last run    1 minute ago") != std::string::npos);
        CHECK(*s.next_run == *before.next_run + step);
        CHECK(*s.collector.last_success == *before.collector.last_success + step);
        CHECK(why_outdated(s, now + step).empty());
        // What it had missed before, it has missed after.
        CHECK_FALSE(why_outdated(s, now + step + 10min).empty());
        s = before;
        follow_clock(s, {s.as_of.wall + step, "another boot", 30s});
        CHECK(*s.next_run == *before.next_run);
    }
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
    CHECK(run.counts.unknown > 0);
    CHECK(run.unknown.size() == run.counts.unknown);
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
