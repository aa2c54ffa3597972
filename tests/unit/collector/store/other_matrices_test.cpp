#include "collector/store/ingestion.hpp"
#include "collector/store/transition_kind.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;

namespace {

const std::string january = "veeam-agents@2026-01-19";
const auto some_time = wall_time() + std::chrono::hours(24 * 365);

reported_finding found(const std::string& flow, outcome counts) {
    reported_finding f;
    f.flow = flow;
    f.target = "repo01";
    f.finding = counts == outcome::fail ? finding_kind::blocked : finding_kind::proven;
    f.outcome = counts;
    f.essence = flow + std::string(to_string(counts));
    return f;
}

incoming_part next_run(const std::string& version, std::vector<reported_finding> findings) {
    incoming_part in;
    in.prober = "a";
    in.received_at = some_time + std::chrono::minutes(5);
    in.part.run_id = "second";
    in.part.host = "web01";
    matrix_source page;
    page.id = "veeam-agents";
    page.version = version;
    in.part.matrices = {page};
    in.part.targets = {"repo01"};
    in.part.findings = std::move(findings);
    return in;
}

/// Two flows to repo01 work.
kept_prober kept_after(const std::string& matrix) {
    kept_prober kept;
    kept.host = "web01";
    kept.parts = {{1, 1, "first", "digest", some_time, 0, matrix}};
    kept.targets = {{"repo01", 1}};
    for (const char* flow : {"old", "stays"}) {
        const auto before = found(flow, outcome::pass);
        kept.states.push_back({"repo01", flow, std::string(to_string(before.finding)), "pass", essence_digest(before)});
    }
    return kept;
}

std::vector<std::string> kinds_left(const changes& c) {
    std::vector<std::string> all;
    for (const auto& t : c.transitions)
        all.push_back(t.flow + " " + std::string(to_string(kind_of(t))));
    return all;
}

} // namespace

TEST_CASE("flows that come and go with the prober's matrices") {
    struct row {
        const char* name;
        std::string kept, version;
        std::vector<reported_finding> findings;
        std::vector<std::string> transitions;
    };
    for (const auto& [name, kept, version, findings, transitions] : std::vector<row>{
             {"gone with the same matrix", january, "2026-01-19", {}, {"old gone"}},
             {"gone with its page", january, "2026-04-16", {}, {}},
             {"nobody knows what the last run was checked against", "", "2026-04-16", {}, {"old gone"}},
             {"what a newer page requires never broke",
              january,
              "2026-04-16",
              {found("old", outcome::pass), found("new", outcome::fail)},
              {"new new"}},
             {"what fails now breaks, whatever the page",
              january,
              "2026-04-16",
              {found("old", outcome::fail)},
              {"old broke"}},
         }) {
        const auto& this_name = name;
        CAPTURE(this_name);
        auto in = next_run(version, findings);
        in.part.findings.push_back(found("stays", outcome::pass));
        const auto what = decide(kept_after(kept), in, digest_of(in.part));
        CHECK(kinds_left(what) == transitions);
        // The state itself follows in any case.
        const bool is_there = !findings.empty() && findings.front().flow == "old";
        CHECK(what.removed.size() == (is_there ? 0 : 1));
        CHECK(what.day.changed + what.day.broke == static_cast<std::int64_t>(transitions.size()));
    }
}

TEST_CASE("a flow that the prober's newer matrix weighs otherwise neither broke nor healed") {
    using k = finding_kind;
    const auto seen = [](k kind, outcome counts, const char* weight) {
        auto f = found("old", counts);
        f.finding = kind;
        f.weight = weight;
        f.essence += weight;
        return f;
    };
    const auto silent = seen(k::silent, outcome::fail, "required"),
               optional = seen(k::silent, outcome::warn, "optional"),
               works = seen(k::confirmed, outcome::pass, "optional");
    struct row {
        const char* name;
        reported_finding was, is;
        const char *by_page, *by_network; ///< with another matrix, and with the same
    };
    for (const auto& [name, was, is, by_page, by_network] : std::vector<row>{
             {"required, then optional", silent, optional, "page-changed", "healed"},
             {"optional, then required", optional, silent, "page-changed", "broke"},
             {"optional now, and it works", silent, works, "healed", "healed"},
             {"required now, and it no longer works", works, silent, "broke", "broke"},
             {"weighed alike", silent, seen(k::confirmed, outcome::pass, "required"), "healed", "healed"},
             {"what was kept before weights were", seen(k::silent, outcome::fail, ""), optional, "healed", "healed"},
         }) {
        const auto& this_name = name;
        CAPTURE(this_name);
        auto kept = kept_after(january);
        kept.states = {{"repo01", "old", std::string(to_string(was.finding)), std::string(to_string(was.counts())),
                        essence_digest(was), was.weight}};
        for (const bool other : {true, false}) {
            const auto in = next_run(other ? "2026-04-16" : "2026-01-19", {is});
            const auto what = decide(kept, in, digest_of(in.part));
            const std::string kind = other ? by_page : by_network;
            CHECK(kinds_left(what) == std::vector<std::string>{"old " + kind});
            CHECK(what.day == day_change{kind == "broke", kind == "healed", kind == "page-changed",
                                         (is.outcome == outcome::fail) - (was.outcome == outcome::fail)});
            // The reader learns what the page says now.
            if (kind == "page-changed")
                CHECK(what.transitions[0].text == "The page changed: " + was.weight + ", then " + is.weight + ". ");
        }
    }
}

TEST_CASE("a target that is no longer listed after a change of matrices leaves no transitions") {
    auto in = next_run("2026-04-16", {});
    in.part.targets.emplace();
    const auto what = decide(kept_after(january), in, digest_of(in.part));
    CHECK(what.transitions.empty());
    CHECK(what.removed_targets == std::vector<std::string>{"repo01"});
}

TEST_CASE("each part of a run is compared with the matrices that it had before") {
    auto kept = kept_after(january);
    kept.parts = {{1, 2, "second", "digest", some_time, 0, "veeam-agents@2026-04-16"},
                  {2, 2, "first", "digest", some_time, 0, january}};
    kept.targets = {{"repo01", 2}};
    auto in = next_run("2026-04-16", {});
    in.part.part = in.part.parts = 2;
    in.part.targets.emplace();
    CHECK(decide(kept, in, digest_of(in.part)).transitions.empty());
    kept.parts[1].matrix = "veeam-agents@2026-04-16";
    CHECK(kinds_left(decide(kept, in, digest_of(in.part))) == std::vector<std::string>{"old gone", "stays gone"});
}
