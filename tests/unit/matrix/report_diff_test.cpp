#include "matrix/report_diff.hpp"

#include "tests/unit/agent/sample_report.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

/// A finding of one port, as a collector of words would describe it.
struct seen {
    outcome counts;
    finding_kind kind = finding_kind::silent;
    bool accepted = false;
    std::string answered_by = {};
    std::uint16_t port = 6162;
    std::uint32_t rtt = 100;
    bool installed = true;
};

const acceptance known{"*", "*", "silent", "known", "2027-01-01"};

finding make(const seen& s, const char* target = "repo01") {
    static const flow f = [] {
        flow x;
        x.id = "agent:repository:tcp:6162";
        return x;
    }();
    finding result;
    result.requirement.flow = f;
    result.requirement.target = target;
    result.requirement.installed = s.installed;
    result.requirement.ports = result.requirement.probed = {{s.port, s.port}};
    result.kind = s.kind;
    result.outcome = s.counts;
    if (s.accepted) result.accepted = known;
    address_finding a;
    a.address = "10.0.0.6";
    span one;
    one.ports = {{s.port, s.port}};
    one.finding = s.kind;
    one.outcome = s.counts;
    one.seen.answered_by = s.answered_by;
    one.seen.rtt_us = s.rtt;
    a.spans = {one};
    result.addresses = {a};
    return result;
}

} // namespace

TEST_CASE("what became of a flow") {
    using o = outcome;
    using k = finding_kind;
    struct row {
        const char* name;
        std::optional<seen> before, after;
        change_kind is;
    };
    const seen pass{o::pass, k::connected}, warn{o::warn, k::intermediary}, fail{o::fail}, unknown{o::unknown},
        skip{o::skip, k::unverifiable}, accepted{o::fail, k::silent, true};
    for (const auto& [name, before, after, is] : std::vector<row>{
             {"pass to fail", pass, fail, change_kind::broke},
             {"warn to fail", warn, fail, change_kind::broke},
             {"unknown to fail", unknown, fail, change_kind::broke},
             {"skip to fail", skip, fail, change_kind::broke},
             {"an acceptance ended", accepted, fail, change_kind::broke},
             {"fail to pass", fail, pass, change_kind::healed},
             {"fail to warn", fail, warn, change_kind::healed},
             {"fail to unknown is not healed", fail, unknown, change_kind::changed},
             {"fail to skip is not healed", fail, skip, change_kind::changed},
             {"accepted is not healed", fail, accepted, change_kind::changed},
             {"unknown to pass", unknown, pass, change_kind::changed},
             {"pass to warn", pass, warn, change_kind::changed},
             {"pass to unknown", pass, unknown, change_kind::changed},
             {"pass stays", pass, pass, change_kind::same},
             {"fail stays", fail, fail, change_kind::same},
             {"fails otherwise", fail, seen{o::fail, k::blocked}, change_kind::changed},
             {"another router says no", seen{o::fail, k::blocked, false, "10.1.0.1"},
              seen{o::fail, k::blocked, false, "10.1.0.2"}, change_kind::changed},
             {"another port", fail, seen{o::fail, k::silent, false, "", 7162}, change_kind::changed},
             {"planned, then installed", seen{o::pass, k::connected, false, "", 6162, 1, false}, pass,
              change_kind::changed},
             {"another round trip is no change", pass, seen{o::pass, k::connected, false, "", 6162, 9999},
              change_kind::same},
             {"new", std::nullopt, pass, change_kind::added},
             {"gone", fail, std::nullopt, change_kind::gone},
         }) {
        const auto& this_name = name;
        CAPTURE(this_name);
        const auto was = before ? make(*before) : finding();
        const auto now = after ? make(*after) : finding();
        CHECK(to_string(compare(before ? &was : nullptr, after ? &now : nullptr)) == to_string(is));
    }
}

TEST_CASE("a sample that took other ports is no change; other findings of it are") {
    auto before = make({outcome::pass, finding_kind::connected}), after = before;
    before.requirement.ports = after.requirement.ports = {{2500, 3300}};
    before.addresses[0].spans[0].ports = {{2500, 2500}, {2700, 2700}};
    after.addresses[0].spans[0].ports = {{2500, 2500}, {2811, 2811}};
    CHECK(compare(&before, &after) == change_kind::same);
    auto another = after.addresses[0].spans[0];
    another.finding = finding_kind::path_open;
    after.addresses[0].spans.push_back(another);
    CHECK(compare(&before, &after) == change_kind::changed);
}

TEST_CASE("two reports") {
    const report& old_one = test::sample_report();
    report new_one = old_one;
    SUBCASE("the same") {
        const auto d = compare(old_one, new_one);
        CHECK(d.changes.empty());
        CHECK(d.same == old_one.findings.size());
        CHECK(d.notes.empty());
        CHECK(!d.has_new_failures());
    }
    SUBCASE("a new flow that fails is a new failure, one that works is not") {
        report less = old_one;
        less.findings.erase(less.findings.begin()); // a failure
        const auto d = compare(less, new_one);
        REQUIRE(d.changes.size() == 1);
        CHECK(d.changes[0].kind == change_kind::added);
        CHECK(d.has_new_failures());
        report other = old_one;
        std::erase_if(other.findings, [](const finding& f) { return f.requirement.target == "nas3"; });
        CHECK(compare(other, new_one).changes.size() == 1);
        CHECK(!compare(other, new_one).has_new_failures());
        CHECK(compare(new_one, other).changes.at(0).kind == change_kind::gone);
        CHECK(!compare(new_one, other).has_new_failures());
    }
    SUBCASE("what makes a comparison doubtful is said") {
        new_one.host = "web02";
        new_one.phase = phase::operation;
        new_one.matrices[0].version = "14";
        new_one.complete = false;
        new_one.started_at = "2026-11-22T00:00:00Z";
        CHECK(compare(old_one, new_one).notes ==
              std::vector<std::string>{
                  "The host differs: web01, then web02", "The phase differs: onboarding, then operation",
                  "The matrix differs: veeam-agents@2026-01-19, then veeam-agents@14",
                  "The new run was interrupted: not everything is known now",
                  "The old report is newer than the new one: 2026-11-23T01:59:58Z, then 2026-11-22T00:00:00Z"});
    }
}
