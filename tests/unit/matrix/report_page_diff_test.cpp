#include "matrix/report_diff.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

const char *const old_page = "veeam-agents@2026-01-19", *const new_page = "veeam-agents@2026-04-16",
                  *const other_page = "veeam-backup@2026-05-26";

finding required_by(std::vector<std::string> pages, outcome counts = outcome::fail, const char* target = "web01") {
    flow f;
    f.id = "backup-server:agent-linux:tcp:22";
    for (auto& page : pages)
        f.sources.push_back({page, {3}});
    finding result;
    result.requirement.flow = f;
    result.requirement.target = target;
    result.kind = finding_kind::silent;
    result.outcome = counts;
    return result;
}

report checked_against(const std::vector<std::string>& pages, std::vector<finding> findings,
                       std::vector<not_probed> skipped = {}) {
    report r;
    r.host = "vbr01";
    for (const auto& page : pages) {
        matrix_source s;
        s.id = page.substr(0, page.find('@'));
        s.version = page.substr(page.find('@') + 1);
        r.matrices.push_back(std::move(s));
    }
    r.findings = std::move(findings);
    r.skipped = std::move(skipped);
    return r;
}

not_probed left_out(const char* target, skip_reason why = skip_reason::not_applicable) {
    return {"backup-server:agent-linux:tcp:22", target, why, "only needed if push_deployment"};
}

} // namespace

TEST_CASE("a flow that only one of two reports has, after a change of matrices") {
    struct row {
        const char* name;
        std::vector<std::string> pages, now;
        std::vector<std::string> of_flow;
        std::vector<finding> others = {};
        std::vector<not_probed> skipped = {};
        bool by_page = true;
    };
    for (const auto& [name, pages, now, of_flow, others, skipped, by_page] : std::vector<row>{
             {"the other page does not name it", {old_page}, {new_page}, {old_page}},
             {"its condition is another one there", {old_page}, {new_page}, {old_page}, {}, {left_out("web01")}},
             {"its matrix is not checked at all", {old_page, other_page}, {other_page}, {old_page}},
             {"the same matrices", {old_page}, {old_page}, {old_page}, {}, {}, false},
             {"another page requires it in both",
              {old_page, other_page},
              {new_page, other_page},
              {old_page, other_page},
              {},
              {},
              false},
             {"required of other targets in both: the site changed",
              {old_page},
              {new_page},
              {old_page},
              {required_by({new_page}, outcome::pass, "web02")},
              {},
              false},
             {"no host has the role any more", {old_page}, {new_page}, {old_page}, {}, {left_out("")}, false},
             {"the site leaves it open",
              {old_page},
              {new_page},
              {old_page},
              {},
              {left_out("web01", skip_reason::needs_config)},
              false},
             {"a report that does not know its matrices", {old_page}, {}, {old_page}, {}, {}, false},
             {"a flow that does not know its page", {old_page}, {new_page}, {}, {}, {}, false},
         }) {
        const auto& this_name = name;
        CAPTURE(this_name);
        auto findings = others; // of both, so that nothing else changes
        const auto without = checked_against(now, others, skipped);
        findings.insert(findings.begin(), required_by(of_flow));
        const auto with = checked_against(pages, findings);

        const auto vanished = compare(with, without);
        REQUIRE(vanished.changes.size() == 1);
        CHECK(to_string(vanished.changes[0].kind) == (by_page ? "no-longer-required" : "gone"));
        CHECK(!vanished.has_new_failures());

        const auto appeared = compare(without, with);
        REQUIRE(appeared.changes.size() == 1);
        CHECK(to_string(appeared.changes[0].kind) == (by_page ? "newly-required" : "new"));
        CHECK(appeared.has_new_failures());
    }
}

TEST_CASE("what a newer page requires and works is no failure") {
    const auto before = checked_against({old_page}, {}),
               after = checked_against({new_page}, {required_by({new_page}, outcome::pass)});
    const auto d = compare(before, after);
    REQUIRE(d.changes.size() == 1);
    CHECK(d.changes[0].kind == change_kind::newly_required);
    CHECK(!d.has_new_failures());
}

TEST_CASE("a flow that a newer page weighs otherwise") {
    using k = finding_kind;
    using o = outcome;
    struct seen {
        k kind;
        o counts;
        bool required = true, fallback = false;
        listens l = listens::service;
    };
    struct row {
        const char* name;
        seen was, is;
        const char *by_page, *by_network; ///< with other pages, and with the same
        bool fails = false;
    };
    const seen silent{k::silent, o::fail}, optional{k::silent, o::warn, false},
        fallback{k::silent, o::warn, true, true};
    for (const auto& [name, was, is, by_page, by_network, fails] : std::vector<row>{
             {"required, then optional", silent, optional, "page-changed", "healed"},
             {"required, then a fallback", silent, fallback, "page-changed", "healed"},
             {"optional, then required", optional, silent, "page-changed", "broke", true},
             {"a fallback, then used anyway", fallback, silent, "page-changed", "broke", true},
             {"a service, then on demand",
              {k::path_open, o::fail},
              {k::path_open, o::pass, true, false, listens::on_demand},
              "page-changed",
              "healed"},
             {"silent otherwise, and optional", {k::blocked, o::fail}, optional, "page-changed", "healed"},
             {"optional now, and it does work", silent, {k::confirmed, o::pass, false}, "healed", "healed"},
             {"optional now, and its path is open", silent, {k::path_open, o::warn, false}, "healed", "healed"},
             {"required now, and it does not work", {k::confirmed, o::pass, false}, silent, "broke", "broke", true},
             {"as required as before", silent, {k::confirmed, o::pass}, "healed", "healed"},
             {"weighed as before, and its drop is shown", {k::silent, o::unknown}, silent, "broke", "broke", true},
         }) {
        const auto& this_name = name;
        CAPTURE(this_name);
        const auto found = [](const seen& s, const char* page) {
            auto f = required_by({page}, s.counts);
            flow its = *f.requirement.flow;
            its.listens = s.l;
            if (s.fallback) its.fallback_of = {{6162, 6162}};
            f.requirement.flow = its;
            f.requirement.required = s.required;
            f.kind = s.kind;
            return f;
        };
        const auto kind = [&, &was_ = was, &is_ = is](const char* then, const char* now) {
            const auto before = checked_against({then}, {found(was_, then)}),
                       after = checked_against({now}, {found(is_, now)});
            const auto d = compare(before, after);
            REQUIRE(d.changes.size() == 1);
            CHECK(d.has_new_failures() == (counts_as(after.findings[0]) == outcome::fail));
            return std::string(to_string(d.changes[0].kind));
        };
        CHECK(kind(old_page, new_page) == by_page);
        CHECK(kind(old_page, old_page) == by_network);
        CHECK((is.counts == o::fail) == fails);
    }
}

TEST_CASE("what fails as before is no new failure, whatever the page") {
    auto was = required_by({old_page}), is = required_by({new_page});
    is.requirement.questions = {"Is it used?"};
    const auto before = checked_against({old_page}, {was}), after = checked_against({new_page}, {is});
    CHECK(!compare(before, after).has_new_failures());
    CHECK(compare(before, after).changes.empty());
}
