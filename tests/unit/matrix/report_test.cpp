#include "matrix/report.hpp"

#include "tests/unit/agent/sample_report.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;

TEST_CASE("exit codes") {
    report r = test::sample_report();
    CHECK(exit_code(r, false) == 1);
    r.findings.erase(r.findings.begin()); // the failure that counts
    std::erase_if(r.findings, [](const finding& f) { return f.outcome == outcome::fail && !f.accepted; });
    CHECK(exit_code(r, false) == 3); // unknown and needs-config are left
    std::erase_if(r.findings, [](const finding& f) { return f.outcome == outcome::unknown; });
    r.skipped.pop_back();
    CHECK(exit_code(r, false) == 0);
    CHECK(exit_code(r, true) == 1); // warnings
    r.complete = false;
    CHECK(exit_code(r, false) == 3);
}

TEST_CASE("a report without a finding is no success") {
    report r = test::sample_report();
    r.findings.clear();
    for (auto& n : r.skipped)
        n.why = skip_reason::not_applicable;
    CHECK(is_empty(r));
    CHECK(summarize(r).unknown == 1);
    CHECK(exit_code(r, false) == 3);
    CHECK(to_json(r).at("summary").at("unknown") == 1);
    r.skipped[0].why = skip_reason::needs_config; // which is something to say, and counted already
    CHECK(!is_empty(r));
    CHECK(summarize(r).unknown == 1);
}

TEST_CASE("summary counts accepted findings and flows without a host as skip") {
    const auto s = summarize(test::sample_report());
    CHECK(s.fail == 2);
    CHECK(s.unknown == 2);
    CHECK(s.warn == 3);
    CHECK(s.pass == 2);
    CHECK(s.skip == 3);
    CHECK(s.unchecked == 0);
}

TEST_CASE("summary counts what nobody checked beside its outcome") {
    report r = test::sample_report();
    const auto before = summarize(r);
    for (auto& f : r.findings)
        for (auto& a : f.addresses)
            for (auto& s : a.spans)
                if (s.finding == finding_kind::connected) s.seen.who_answered = who_answered::unchecked;
    auto now = summarize(r);
    CHECK(now.unchecked == 2); // one of several addresses that passes counts, one of a range that fails does not
    now.unchecked = 0;
    CHECK(now == before);
}

TEST_CASE("what was not reached is not-run, and was not probed") {
    report r = test::sample_report();
    CHECK(probed_ports(r.findings[1]) == 801);
    r.findings[1].addresses[0].spans[1].finding = finding_kind::not_run;
    CHECK(probed_ports(r.findings[1]) == 501);
}
