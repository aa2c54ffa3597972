#include "collector/store/ingestion.hpp"

#include "collector/store/transition_kind.hpp"
#include "sample_parts.hpp"
#include "store_contract.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace fairway::collector;
using namespace fairway::collector::samples;

namespace {

/// A prober that has reported one run, "r1", at noon.
kept_prober known(const reported_part& run, wall_time at = noon) {
    kept_prober k;
    k.site = "hq";
    k.host = "web01";
    k.parts = {{run.part, run.parts, run.run_id, digest_of(run), at, static_cast<std::int64_t>(run.unseen)}};
    for (const auto& f : run.findings) {
        k.targets[f.target] = run.part;
        k.states.push_back({f.target, f.flow, std::string(to_string(f.finding)), std::string(to_string(f.counts())),
                            essence_digest(f)});
    }
    return k;
}

changes decided(const kept_prober& kept, const reported_part& part, wall_time at, std::chrono::seconds age = 0s) {
    return decide(kept, incoming("a", part, at, age), digest_of(part));
}

std::vector<std::string> kinds(const changes& c) {
    std::vector<std::string> all;
    for (const auto& t : c.transitions)
        all.push_back(t.target + " " + t.flow + " " + std::string(to_string(kind_of(t))));
    return all;
}

using words = std::vector<std::string>;

} // namespace

TEST_CASE("which part counts: its run, its part and its age decide") {
    const auto first = whole("r1", {good("f1", "t1")});
    const auto after = whole("r2", {bad("f1", "t1")});
    struct row {
        const char* what;
        reported_part part;
        std::chrono::milliseconds arrives; ///< after noon
        std::chrono::seconds age;
        bool seen, revoked;
        ingested::result outcome;
        bool keeps;
    };
    using r = ingested::result;
    const row rows[] = {
        {"a newer run", after, 300s, 0s, false, false, r::stored, true},
        {"the same run again", first, 300s, 300s, false, false, r::duplicate, false},
        {"a part that changed something, before a newer one came", after, 300s, 0s, true, false, r::duplicate, false},
        {"of a revoked prober", after, 300s, 0s, false, true, r::revoked, false},
        {"an older run", after, 300s, 303s, false, false, r::outdated, false},
        {"as old but for the rounding", after, 300s, 302s, false, false, r::stored, true},
        {"kept from the future, within the slack: newer", after, -59s, 0s, false, false, r::outdated, false},
        {"kept from the future: the clock was set back", after, -61s, 0s, false, false, r::stored, true},
        {"older than any spool", after, std::chrono::hours(24 * 90), std::chrono::hours(24 * 60), false, false,
         r::stored, true},
        {"older than any spool, and than what is kept", after, std::chrono::hours(24 * 9), std::chrono::hours(24 * 60),
         false, false, r::outdated, false},
        {"from before the clocks were made", after, 300s, std::chrono::hours(24 * 366 * 100), false, false, r::outdated,
         false},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        auto kept = known(first);
        kept.has_seen_part = row.seen;
        kept.revoked = row.revoked;
        const auto c = decided(kept, row.part, noon + row.arrives, row.age);
        CHECK(c.outcome == row.outcome);
        CHECK(c.keeps_report == row.keeps);
        CHECK(c.transitions.size() == (row.keeps ? 1 : 0));
        CHECK(c.changed_states() == (row.keeps ? 1 : 0));
        // Whoever carries it out reads no more than is needed.
        CHECK(needs_targets(kept, incoming("a", row.part, noon + row.arrives, row.age), digest_of(row.part)) ==
              row.keeps);
    }
    CHECK(decided(known(first), after, noon + 24h * 90, 24h * 60).observed_at == noon + 24h * (90 - 8));
    // As new but for the rounding: it is as new as what is kept, never older.
    CHECK(decided(known(first), after, noon + 300s, 302s).observed_at == noon);
}

TEST_CASE("what a finding becomes is a transition, and which kind it is") {
    const auto s = [](finding_kind kind, outcome o) { return samples::state("f1", "t1", kind, o); };
    const auto ok = s(finding_kind::proven, outcome::pass), fails = s(finding_kind::blocked, outcome::fail),
               warns = s(finding_kind::intermediary, outcome::warn),
               unknown = s(finding_kind::silent, outcome::unknown), skips = s(finding_kind::not_run, outcome::skip);
    auto accepted = fails;
    accepted.accepted = true;
    accepted.essence += "accepted";
    struct row {
        const char* what;
        reported_finding before, after;
        const char* kind; ///< null: no transition
        day_change day;
    };
    const row rows[] = {
        {"works, then fails", ok, fails, "broke", {1, 0, 0, 1}},
        {"unknown, then fails", unknown, fails, "broke", {1, 0, 0, 1}},
        {"accepted, then no longer", accepted, fails, "broke", {1, 0, 0, 1}},
        {"fails, then works", fails, ok, "healed", {0, 1, 0, -1}},
        {"fails, then warns", fails, warns, "healed", {0, 1, 0, -1}},
        {"fails, then unknown", fails, unknown, "changed", {0, 0, 1, -1}},
        {"fails, then accepted", fails, accepted, "changed", {0, 0, 1, -1}},
        {"fails, then skipped", fails, skips, "changed", {0, 0, 1, -1}},
        {"works, then warns", ok, warns, "changed", {0, 0, 1, 0}},
        {"fails in another way", fails, s(finding_kind::silent, outcome::fail), "changed", {0, 0, 1, 0}},
        {"the same, seen otherwise", good("f1", "t1"), good("f1", "t1", "another hop"), nullptr, {}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto c = decided(known(whole("r1", {row.before})), whole("r2", {row.after}), noon + 300s);
        CHECK(kinds(c) == (row.kind == nullptr ? words{} : words{std::string("t1 f1 ") + row.kind}));
        CHECK(c.day == row.day);
        REQUIRE(c.changed.size() == 1);
        CHECK(c.changed[0].moved == (row.kind != nullptr));
        if (row.kind == nullptr) continue;
        const auto& t = c.transitions[0];
        CHECK(t.from_finding == to_string(row.before.finding));
        CHECK(t.to_outcome == to_string(row.after.counts()));
        CHECK(t.at == noon + 300s);
        CHECK(t.host == "web01");
        CHECK(t.site == "hq");
    }
}

TEST_CASE("a part that says nothing new changes nothing but its row") {
    const auto kept = known(whole("r1", {good("f1", "t1"), bad("f2", "t1")}));
    const auto again = whole("r2", {good("f1", "t1"), bad("f2", "t1")});
    CHECK(!needs_targets(kept, incoming("a", again, noon + 300s), digest_of(again)));
    const auto c = decided(kept, again, noon + 300s);
    CHECK(c.keeps_report);
    CHECK(!c.report_is_new);
    CHECK(!c.remember_part);
    CHECK(c.changed_states() == 0);
    CHECK(c.held.empty());
    CHECK(c.counts == decltype(c.counts){});
    CHECK(c.day == day_change{});
}

TEST_CASE("flows that come and go") {
    const auto kept = known(whole("r1", {good("f1", "t1"), bad("f2", "t1"), bad("f1", "t2")}));
    SUBCASE("the first run of a prober is where it starts") {
        const auto c = decided({}, whole("r1", {good("f1", "t1"), bad("f2", "t1")}), noon);
        CHECK(kinds(c).empty());
        CHECK(c.added.size() == 2);
        CHECK(c.report_is_new);
        CHECK(c.host == "web01");
        CHECK(c.day == day_change{0, 0, 0, 1});
    }
    SUBCASE("further parts of the first run, too") {
        const auto first = known(piece("r1", 1, 2, {good("f1", "t1")}));
        CHECK(kinds(decided(first, piece("r1", 2, 2, {good("f1", "t2")}, {"t1", "t2"}), noon)).empty());
    }
    SUBCASE("new in a later run") {
        const auto c = decided(kept, whole("r2", {good("f1", "t1"), bad("f2", "t1"), bad("f1", "t2"), bad("f1", "t3")}),
                               noon + 300s);
        CHECK(kinds(c) == words{"t3 f1 new"});
        CHECK(c.transitions[0].from_outcome == "skip");
        CHECK(c.transitions[0].to_finding == "blocked");
        CHECK(c.day == day_change{0, 0, 1, 1});
    }
    SUBCASE("gone from a target") {
        const auto c = decided(kept, whole("r2", {good("f1", "t1"), bad("f1", "t2")}), noon + 300s);
        CHECK(kinds(c) == words{"t1 f2 gone"});
        CHECK(c.removed_targets.empty());
        CHECK(c.day == day_change{0, 0, 1, -1});
    }
    SUBCASE("a target that the last part no longer lists") {
        const auto c = decided(kept, whole("r2", {good("f1", "t1"), bad("f2", "t1")}), noon + 300s);
        CHECK(kinds(c) == words{"t2 f1 gone"});
        CHECK(c.removed_targets == words{"t2"});
    }
    SUBCASE("a target that another part may bring stays") {
        const auto c = decided(kept, piece("r2", 1, 2, {good("f1", "t1"), bad("f2", "t1")}), noon + 300s);
        CHECK(kinds(c).empty());
        REQUIRE(c.let_go.size() == 1);
        CHECK(c.let_go[0].target == "t2");
        CHECK(c.let_go[0].seen_at == noon);
    }
    SUBCASE("a flow that is said twice counts once") {
        const auto c = decided(kept, whole("r2", {good("f1", "t1"), bad("f1", "t1"), bad("f2", "t1"), bad("f1", "t2")}),
                               noon + 300s);
        CHECK(c.changed_states() == 0);
    }
}

TEST_CASE("the rules agree with the model") {
    for (unsigned seed = 1; seed <= 10; ++seed)
        check_rules_against_model(seed, 1500);
}
