#include "store_contract.hpp"

#include "collector/store/transition_kind.hpp"
#include "sample_parts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace fairway::collector {

namespace {

using namespace samples;
using result = ingested::result;

std::vector<std::string> flows_of(store& s, const flow_filter& f = {}) {
    std::vector<std::string> rows;
    for (const auto& r : s.flows(f, {}).rows)
        rows.push_back(r.host + " " + r.flow + " " + r.target + " " + r.finding);
    return rows;
}

ingested ingest_one(store& s, incoming_part in) {
    const auto results = s.ingest({std::move(in)});
    REQUIRE(results.size() == 1);
    return results.front();
}

/// Pages through a list in small steps; the page size must not matter.
template <class Row, class Read>
std::vector<Row> all_pages(Read read, std::size_t limit) {
    std::vector<Row> rows;
    page p{"", limit};
    for (int i = 0; i < 1000; ++i) {
        auto got = read(p);
        CHECK(got.rows.size() <= limit);
        rows.insert(rows.end(), got.rows.begin(), got.rows.end());
        if (got.next.empty()) return rows;
        p.cursor = got.next;
    }
    FAIL("a list without an end");
    return rows;
}

void check_enrollment(store& s) {
    const auto token = sha256_hex("t");
    const auto id = s.create_token(token, "branch", 2, 24h, "anna", noon);
    const enrollment first{token, sha256_hex("c1"), "install1", "web01", "0.1.0", "192.0.2.1"};
    using r = enrolled::result;

    const auto made = s.enroll(first, noon);
    CHECK(made.outcome == r::created);
    CHECK(is_hex(made.prober, 32));
    CHECK(made.site == "branch");
    CHECK(s.find_credential(first.credential_sha256)->prober == made.prober);
    CHECK(s.prober(made.prober)->host == "web01");
    CHECK(s.prober(made.prober)->enrolled_at == noon);
    CHECK(!s.prober(made.prober)->last_seen_at);
    CHECK(s.tokens(noon).front().uses_left == 1);

    SUBCASE("a replay is harmless, even when the token is used up, expired or revoked") {
        auto second = first;
        second.install_id = "install2";
        second.credential_sha256 = sha256_hex("c2");
        CHECK(s.enroll(second, noon).outcome == r::created);
        s.revoke_token(id, "anna", noon);
        const auto again = s.enroll(first, noon + 48h);
        CHECK(again.outcome == r::same);
        CHECK(again.prober == made.prober);
        CHECK(again.site == "branch");
        CHECK(s.tokens(noon).front().uses_left == 0);
    }
    SUBCASE("a new credential of the same installation keeps the identity and ends the old credential") {
        auto again = first;
        again.credential_sha256 = sha256_hex("c2");
        again.host = "web01-new";
        const auto same = s.enroll(again, noon + 1h);
        CHECK(same.outcome == r::same);
        CHECK(same.prober == made.prober);
        CHECK(!s.find_credential(first.credential_sha256));
        CHECK(s.find_credential(again.credential_sha256)->prober == made.prober);
        CHECK(s.prober(made.prober)->host == "web01-new");
        CHECK(s.tokens(noon).front().uses_left == 0);
    }
    SUBCASE("refused, and nothing is used up") {
        auto e = first;
        e.install_id = "install2";
        e.credential_sha256 = sha256_hex("c2");
        auto at = noon;
        SUBCASE("unknown token") {
            e.token_sha256 = sha256_hex("other");
        }
        SUBCASE("expired") {
            at = noon + 24h;
        }
        SUBCASE("revoked") {
            CHECK(s.revoke_token(id, "anna", noon));
        }
        SUBCASE("a credential that is somebody else's") {
            e.credential_sha256 = first.credential_sha256;
        }
        const auto before = s.tokens(noon);
        CHECK(s.enroll(e, at).outcome == r::refused);
        CHECK(s.tokens(noon).front().uses_left == before.front().uses_left);
        CHECK(s.probers({}, {}).rows.size() == 1);
    }
    SUBCASE("used up") {
        auto e = first;
        for (const char* name : {"2", "3"}) {
            e.install_id = name;
            e.credential_sha256 = sha256_hex(name);
            CHECK(s.enroll(e, noon).outcome == (*name == '2' ? r::created : r::refused));
        }
    }
}

void check_credentials(store& s) {
    const auto id = new_prober(s, "web01");
    const auto other = new_prober(s, "web02");
    const auto old = sha256_hex("credential web01");
    const auto fresh = sha256_hex("fresh");
    CHECK(!s.find_credential("nothing"));
    CHECK(!s.rotate_credential("nobody", fresh, noon));
    CHECK(!s.rotate_credential(id, sha256_hex("credential web02"), noon));
    CHECK(s.rotate_credential(id, fresh, noon));
    CHECK(s.rotate_credential(id, fresh, noon)); // asked again, as the answer was lost
    // Both are valid until the new one is used; using the old one ends nothing.
    s.confirm_credential(id, old);
    CHECK(s.find_credential(old)->prober == id);
    CHECK(s.find_credential(fresh)->prober == id);
    SUBCASE("used") {
        s.confirm_credential(id, fresh);
        CHECK(!s.find_credential(old));
        CHECK(s.find_credential(fresh)->prober == id);
        s.confirm_credential(id, fresh);
        CHECK(s.find_credential(fresh));
    }
    SUBCASE("never used, and another one instead") {
        CHECK(s.rotate_credential(id, sha256_hex("third"), noon));
        CHECK(!s.find_credential(fresh));
        CHECK(s.find_credential(old));
        CHECK(s.find_credential(sha256_hex("third")));
    }
    SUBCASE("somebody else's is not confirmed") {
        s.confirm_credential(other, fresh);
        CHECK(s.find_credential(old));
    }
    SUBCASE("revoked") {
        CHECK(s.revoke_prober(id, "anna", noon));
        CHECK(s.find_credential(old)->revoked);
        CHECK(s.find_credential(fresh)->revoked);
        CHECK(!s.rotate_credential(id, sha256_hex("third"), noon));
    }
    CHECK(s.find_credential(sha256_hex("credential web02"))->prober == other);
}

void check_revocation(store& s) {
    const auto id = new_prober(s, "web01");
    const auto other = new_prober(s, "web02");
    ingest_one(s, incoming(id, whole("r1", {bad("f1", "vbr01"), good("f2", "vbr01")}), noon));
    ingest_one(s, incoming(other, whole("r1", {bad("f1", "vbr01")}), noon));
    CHECK(s.history(1, noon).back().failing == 2);

    CHECK(!s.revoke_prober("nobody", "anna", noon));
    CHECK(s.revoke_prober(id, "anna", noon + 1h));
    CHECK(!s.revoke_prober(id, "anna", noon + 2h));
    CHECK(s.prober(id)->revoked_at == noon + 1h);
    CHECK(s.prober(id)->counts.fail == 0);
    CHECK(s.prober(id)->last_seen_at == noon);
    CHECK(flows_of(s) == std::vector<std::string>{"web01 f1 vbr01 blocked"}); // web02's: it calls itself web01
    CHECK(s.sites(noon).front().probers == 1);
    CHECK(s.history(1, noon + 1h).back().failing == 1);
    CHECK(ingest_one(s, incoming(id, whole("r2", {}), noon + 2h)).outcome == result::revoked);
    CHECK(s.audit({}).rows.front().action == "revoke-prober");

    // Enrolled again it is the same prober, and the same words are read again.
    s.create_token(sha256_hex("again"), "hq", 1, 24h, "anna", noon);
    CHECK(s.enroll({sha256_hex("again"), sha256_hex("new"), "install web01", "web01", "0.1.0", ""}, noon + 3h).prober ==
          id);
    const auto again = ingest_one(s, incoming(id, whole("r3", {bad("f1", "vbr01"), good("f2", "vbr01")}), noon + 3h));
    CHECK(again.changed == 2);
    CHECK(again.transitions.empty());
    CHECK(s.history(1, noon + 3h).back().failing == 2);
}

void check_tokens(store& s) {
    CHECK(s.tokens(noon).empty());
    const auto a = s.create_token(sha256_hex("a"), "hq", 1, 1h, "anna", noon);
    const auto b = s.create_token(sha256_hex("b"), "branch", 50, 24h, "ben", noon + 1min);
    auto rows = s.tokens(noon + 2min);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].id == b);
    CHECK(rows[0].site == "branch");
    CHECK(rows[0].uses_left == 50);
    CHECK(rows[0].created_at == noon + 1min);
    CHECK(rows[0].expires_at == noon + 1min + 24h);
    CHECK(rows[0].created_by == "ben");
    CHECK(!rows[0].revoked);
    CHECK(!s.revoke_token("nothing", "anna", noon));
    CHECK(s.revoke_token(b, "anna", noon));
    CHECK(!s.revoke_token(b, "anna", noon));
    CHECK(s.tokens(noon)[0].revoked);
    CHECK(s.tokens(noon + 1h).size() == 1); // an expired one is of no interest
    const auto log = s.audit({}).rows;
    REQUIRE(log.size() == 3);
    CHECK(log[0].action == "revoke-token");
    CHECK(log[0].subject == b);
    CHECK(log[2].subject == a);
}

void check_ingest(store& s) {
    const auto id = new_prober(s, "web01", "branch");
    const auto at = noon + 10min;
    auto first = incoming(id, whole("r1", {good("f1", "vbr01"), bad("f2", "vbr01"), good("f1", "rep02")}), at, 60s);
    first.prober_clock = 24 * 3600 + std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
    first.spool = 3;
    first.dropped = 7;
    const auto made = ingest_one(s, first);
    CHECK(made.outcome == result::stored);
    CHECK(made.changed == 3);
    CHECK(made.transitions.empty()); // the first report makes state, and no transitions

    SUBCASE("what is kept of it") {
        const auto p = *s.prober(id);
        CHECK(p.site == "branch");
        CHECK(p.host == "web01");
        CHECK(p.last_seen_at == at);
        CHECK(p.observed_at == at - 60s);
        CHECK(p.version == "0.1.0");
        CHECK(p.phase == "operation");
        CHECK(p.matrix == "veeam-agents@2026-01-19");
        CHECK(p.roles == std::vector<std::string>{"agent-linux", "repository"});
        CHECK(p.interval_s == 300);
        CHECK(p.skew_s == 24 * 3600); // said, and nothing depends on it
        CHECK(p.spool == 3);
        CHECK(p.dropped == 7);
        CHECK(p.complete);
        CHECK(p.counts.pass == 2);
        CHECK(p.counts.fail == 1);
        const auto rows = s.flows({"", "", "f2", "", "", "", true}, {}).rows;
        REQUIRE(rows.size() == 1);
        const auto& r = rows.front();
        CHECK(r.prober == id);
        CHECK(r.host == "web01");
        CHECK(r.from == "agent-linux");
        CHECK(r.to == "repository");
        CHECK(r.target == "vbr01");
        CHECK(r.protocol == "tcp");
        CHECK(r.ports == "2500-3300");
        CHECK(r.finding == "blocked");
        CHECK(r.outcome == "fail");
        CHECK(r.counts_as == "fail");
        CHECK(r.text == "blocked at vbr01");
        CHECK(r.advice == "ask vbr01");
        CHECK(r.required);
        CHECK(r.installed);
        CHECK(r.since == at - 60s);
        CHECK(r.verified_at == at - 60s);
        CHECK(r.detail == "{\"flow\":\"f2\"}");
        CHECK(r.matrix == "veeam-agents@2026-01-19");
        CHECK(s.flows({}, {}).rows.front().detail.empty());
    }
    SUBCASE("the same again: only when it was verified changes") {
        const auto again = ingest_one(
            s, incoming(id, whole("r2", {good("f1", "vbr01"), bad("f2", "vbr01"), good("f1", "rep02")}), at + 5min));
        CHECK(again.outcome == result::stored);
        CHECK(again.changed == 0);
        CHECK(again.transitions.empty());
        for (const auto& r : s.flows({}, {}).rows) {
            CHECK(r.since == at - 60s);
            CHECK(r.verified_at == at + 5min);
        }
        CHECK(s.prober(id)->last_seen_at == at + 5min);
        CHECK(s.prober(id)->skew_s == 0);
    }
    SUBCASE("a part that arrives twice is known, however late") {
        CHECK(ingest_one(s, first).outcome == result::duplicate);
        const auto second = incoming(id, whole("r2", {bad("f1", "vbr01"), bad("f2", "vbr01")}), at + 5min);
        CHECK(ingest_one(s, second).transitions.size() == 2); // f1 at vbr01 broke, f1 at rep02 is gone
        CHECK(ingest_one(s, second).outcome == result::duplicate);
        const auto late = ingest_one(s, first);
        CHECK(late.outcome == result::duplicate);
        CHECK(late.changed == 0);
        CHECK(s.transitions({}, {}).rows.size() == 2);
        CHECK(s.prober(id)->counts.fail == 2);
    }
    SUBCASE("another finding is a transition") {
        const auto changed =
            ingest_one(s, incoming(id, whole("r2", {bad("f1", "vbr01"), good("f2", "vbr01"), good("f1", "rep02", "x")}),
                                   at + 5min));
        CHECK(changed.changed == 3);
        REQUIRE(changed.transitions.size() == 2);
        const auto& t = changed.transitions.front();
        CHECK(!t.id.empty());
        CHECK(t.prober == id);
        CHECK(t.host == "web01");
        CHECK(t.site == "branch");
        CHECK(t.flow == "f1");
        CHECK(t.target == "vbr01");
        CHECK(t.from_finding == "proven");
        CHECK(t.from_outcome == "pass");
        CHECK(t.to_finding == "blocked");
        CHECK(t.to_outcome == "fail");
        CHECK(t.text == "blocked at vbr01");
        CHECK(t.at == at + 5min);
        std::map<std::string, wall_time> since;
        for (const auto& r : s.flows({}, {}).rows)
            since[r.flow + " " + r.target] = r.since;
        CHECK(since["f1 vbr01"] == at + 5min);
        CHECK(since["f1 rep02"] == at - 60s); // other words, the same finding
    }
    SUBCASE("a newer page that weighs a flow otherwise is told as such") {
        auto required = bad("f2", "vbr01");
        required.weight = "required";
        auto optional = samples::state("f2", "vbr01", finding_kind::blocked, outcome::warn);
        optional.weight = "optional";
        const auto run = [&](const char* name, const reported_finding& f2, const char* version, wall_time when) {
            auto part = whole(name, {good("f1", "vbr01"), f2, good("f1", "rep02")});
            part.matrices[0].version = version;
            part.essence += version;
            return ingest_one(s, incoming(id, part, when));
        };
        required.essence += "required";
        CHECK(run("r2", required, "2026-01-19", at + 5min).transitions.empty()); // the same, with its weight
        CHECK(run("r3", optional, "2026-04-16", at + 10min).transitions.size() == 1);
        const auto rows = s.transitions({}, {}).rows;
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].by_page);
        CHECK(kind_of(rows[0]) == transition_kind::page_changed);
        CHECK(rows[0].from_outcome == "fail");
        CHECK(rows[0].to_outcome == "warn");
        CHECK(s.flows({}, {}).rows.front().matrix == "veeam-agents@2026-04-16");
        CHECK(s.prober(id)->counts.fail == 0);
        const auto day = s.history(1, at + 10min);
        CHECK(day.back().healed == 0);
        CHECK(day.back().changed == 1);
        // The next change is told from what the newer page says.
        CHECK(!run("r4", good("f2", "vbr01"), "2026-04-16", at + 15min).transitions.front().by_page);
    }
    SUBCASE("an accepted failure counts as skip") {
        auto accepted = bad("f2", "vbr01");
        accepted.accepted = true;
        accepted.essence += "accepted";
        const auto changed =
            ingest_one(s, incoming(id, whole("r2", {good("f1", "vbr01"), accepted, good("f1", "rep02")}), at + 5min));
        REQUIRE(changed.transitions.size() == 1);
        CHECK(changed.transitions.front().from_outcome == "fail");
        CHECK(changed.transitions.front().to_outcome == "skip");
        CHECK(s.prober(id)->counts.skip == 1);
        CHECK(s.prober(id)->counts.fail == 0);
        const auto row = s.flows({"", "", "f2", "", "", "", false}, {}).rows.front();
        CHECK(row.outcome == "fail");
        CHECK(row.counts_as == "skip");
    }
    SUBCASE("flows and targets that are no longer checked are gone") {
        const auto changed = ingest_one(s, incoming(id, whole("r2", {good("f1", "vbr01")}), at + 5min));
        CHECK(changed.changed == 2);
        REQUIRE(changed.transitions.size() == 2);
        for (const auto& t : changed.transitions) {
            CHECK(t.to_finding == "gone");
            CHECK(t.to_outcome == "skip");
        }
        CHECK(flows_of(s) == std::vector<std::string>{"web01 f1 vbr01 proven"});
        CHECK(s.prober(id)->counts.pass == 1);
        CHECK(s.prober(id)->counts.fail == 0);
    }
    SUBCASE("a flow and a target that join a later run are transitions, too") {
        const auto changed =
            ingest_one(s, incoming(id,
                                   whole("r2", {good("f1", "vbr01"), bad("f2", "vbr01"), bad("f3", "vbr01"),
                                                good("f1", "rep02"), bad("f1", "rep03")}),
                                   at + 5min));
        CHECK(changed.changed == 2);
        REQUIRE(changed.transitions.size() == 2);
        for (const auto& t : changed.transitions) {
            CHECK(kind_of(t) == transition_kind::added);
            CHECK(t.from_finding == "new");
            CHECK(t.from_outcome == "skip");
            CHECK(t.to_finding == "blocked");
            CHECK(t.to_outcome == "fail");
        }
        CHECK(s.prober(id)->counts.fail == 3);
    }
    SUBCASE("an older report adds nothing, whatever it says") {
        const auto old = ingest_one(s, incoming(id, whole("r0", {bad("f9", "elsewhere")}), at + 1h, 1h + 2min));
        CHECK(old.outcome == result::outdated);
        CHECK(old.changed == 0);
        CHECK(flows_of(s).size() == 3);
        CHECK(s.prober(id)->observed_at == at - 60s);
    }
    SUBCASE("ages are rounded: runs within two seconds count as they come") {
        // Ended 0.9 s before it came, "0 s" old; the next ended 0.3 s after it and comes 1.1 s old, "1 s".
        const auto kept = *s.prober(id)->observed_at;
        CHECK(ingest_one(s, incoming(id, whole("r2", {bad("f1", "vbr01")}), kept + 1s, 2s)).changed == 3);
        CHECK(ingest_one(s, incoming(id, whole("r3", {good("f1", "vbr01")}), kept + 1s, 4s)).changed == 0);
        CHECK(s.prober(id)->counts.fail == 1);
    }
    SUBCASE("ages are taken as 0 to 8 days") {
        CHECK(ingest_one(s, incoming(id, whole("r2", {good("f1", "vbr01", "x")}), at + 5min, -1h)).changed == 3);
        CHECK(s.prober(id)->observed_at == at + 5min);
        const auto late = at + std::chrono::hours(24) * 30;
        const auto ancient =
            ingest_one(s, incoming(id, whole("r3", {bad("f1", "vbr01")}), late, std::chrono::hours(24 * 365 * 100)));
        CHECK(ancient.outcome == result::outdated);
        CHECK(s.prober(id)->observed_at == at + 5min);
        ingest_one(s, incoming(id, whole("r4", {good("f1", "vbr01")}), late, std::chrono::hours(24) * 20));
        CHECK(s.prober(id)->observed_at == late - std::chrono::hours(24) * 8);
    }
    SUBCASE("when our own clock is set back, reports still count") {
        CHECK(ingest_one(s, incoming(id, whole("r2", {bad("f1", "vbr01")}), at - 24h)).changed == 3);
        CHECK(s.prober(id)->counts.fail == 1);
    }
    SUBCASE("a flow that is said twice counts once, as it is said first") {
        const auto twice = ingest_one(
            s, incoming(id,
                        whole("r2", {good("f1", "vbr01"), bad("f1", "vbr01"), bad("f2", "vbr01"), good("f1", "rep02")}),
                        at + 5min));
        CHECK(twice.changed == 0);
        CHECK(s.prober(id)->counts.fail == 1);
    }
    SUBCASE("one that is not known does not spoil the others") {
        const auto gone = new_prober(s, "gone");
        s.revoke_prober(gone, "anna", noon);
        const auto results = s.ingest({incoming("nobody", whole("r1", {good("f1", "x")}), at),
                                       incoming(gone, whole("r1", {good("f1", "x")}), at),
                                       incoming(id, whole("r2", {good("f1", "vbr01")}), at + 1min),
                                       incoming(id, whole("r2", {good("f1", "vbr01")}), at + 1min)});
        REQUIRE(results.size() == 4);
        CHECK(results[0].outcome == result::unknown_prober);
        CHECK(results[1].outcome == result::revoked);
        CHECK(results[2].outcome == result::stored);
        CHECK(results[2].changed == 2);
        CHECK(results[3].outcome == result::duplicate);
    }
    SUBCASE("the host is called as it says now") {
        auto renamed = whole("r2", {good("f1", "vbr01")});
        renamed.host = "web02";
        renamed.essence = header_essence(renamed);
        renamed.complete = false;
        renamed.interval_s = 0;
        ingest_one(s, incoming(id, renamed, at + 5min));
        CHECK(s.prober(id)->host == "web02");
        CHECK(!s.prober(id)->complete);
        CHECK(s.flows({}, {}).rows.front().host == "web02");
    }
    SUBCASE("a name that a prober of another site has is noted, whoever came first") {
        const auto noted = [&] {
            std::vector<std::string> subjects;
            for (const auto& row : s.audit({}).rows)
                if (row.action == "same-name") subjects.push_back(row.who + ": " + row.subject);
            return subjects;
        };
        new_prober(s, "db01", "elsewhere");
        CHECK(noted().empty());
        s.create_token(sha256_hex("another token"), "elsewhere", 1, 24h, "admin", at);
        const auto same = s.enroll({sha256_hex("another token"), sha256_hex("another credential"), "another install",
                                    s.prober(id)->host, "0.1.0", "::1"},
                                   at)
                              .prober;
        CHECK(noted() == std::vector<std::string>{"prober " + same + ": " + id});
        auto renamed = whole("r2", {good("f1", "vbr01")});
        renamed.host = "db01";
        renamed.essence = header_essence(renamed);
        ingest_one(s, incoming(id, renamed, at + 5min));
        CHECK(noted().size() == 2);
        CHECK(noted().front().starts_with("prober " + id + ": "));
        ingest_one(s, incoming(id, renamed, at + 10min)); // once
        CHECK(noted().size() == 2);
    }
    SUBCASE("texts of any kind") {
        auto odd = good("f1", "vbr01", "odd");
        odd.text = std::string("'; DROP TABLE prober; -- \0 \n \xF0\x9F\x94\x8C", 32);
        ingest_one(s, incoming(id, whole("r2", {odd}), at + 5min));
        CHECK(s.flows({}, {}).rows.front().text == odd.text);
    }
}

void check_machines(store& s) {
    const auto id = new_prober(s, "web01", "branch");
    const auto other = new_prober(s, "db01", "branch");
    int run = 0;
    const auto report = [&](const std::string& prober, const char* boot, const char* from, std::chrono::minutes at) {
        auto in = incoming(prober, whole("r" + std::to_string(++run), {good("f1", "vbr01")}), noon + at);
        in.boot = boot;
        in.from = from;
        return ingest_one(s, in);
    };
    CHECK(report(id, "a", "10.0.0.1", 0min).shared_with.empty());
    CHECK(report(id, "b", "10.0.0.2", 2min).shared_with.empty());
    CHECK(report(id, "a", "10.0.0.1", 5min).shared_with.empty());
    CHECK(report(other, "b", "10.0.0.3", 6min).shared_with.empty());
    CHECK(!s.prober(id)->shared_at);
    const auto entries = s.audit({}).rows.size();

    const auto noticed = report(id, "b", "10.0.0.2", 7min);
    CHECK(noticed.begins_sharing);
    REQUIRE(noticed.shared_with.size() == 1);
    CHECK(noticed.shared_with[0].boot == "a");
    CHECK(noticed.shared_with[0].host == "web01");
    CHECK(noticed.shared_with[0].from == "10.0.0.1");
    CHECK(s.prober(id)->is_shared(noon + 10min));
    CHECK(!s.prober(id)->is_shared(noon + 2h));
    CHECK(!s.prober(other)->shared_at);
    CHECK(s.machines(id, 300, noon + 7min).size() == 2);
    CHECK(s.machines(id, 300, noon + 2h).empty());
    CHECK(s.machines(other, 300, noon + 7min).empty());
    REQUIRE(s.audit({}).rows.size() == entries + 1);
    CHECK(s.audit({}).rows[0].action == "several-machines");
    CHECK(s.audit({}).rows[0].subject == id);

    // Both are told, as long as it goes on; it is news once.
    const auto again = report(id, "a", "10.0.0.1", 10min);
    CHECK(!again.begins_sharing);
    REQUIRE(again.shared_with.size() == 1);
    CHECK(again.shared_with[0].boot == "b");
    CHECK(report(id, "a", "10.0.0.1", 15min).shared_with.size() == 1);
    CHECK(report(id, "a", "10.0.0.1", 2h).shared_with.empty());
    CHECK(s.audit({}).rows.size() == entries + 1);

    // Who is enrolled anew is one machine until it shows otherwise.
    report(id, "b", "10.0.0.2", 2h + 2min);
    report(id, "a", "10.0.0.1", 2h + 5min);
    CHECK(report(id, "b", "10.0.0.2", 2h + 7min).begins_sharing);
    s.create_token(sha256_hex("anew"), "branch", 1, 24h, "admin", noon);
    CHECK(
        s.enroll({sha256_hex("anew"), sha256_hex("new"), "install web01", "web01", "0.1.0", "::1"}, noon + 2h).prober ==
        id);
    CHECK(!s.prober(id)->shared_at);
    CHECK(s.machines(id, 300, noon + 2h + 8min).empty());
    CHECK(report(id, "a", "10.0.0.1", 2h + 10min).shared_with.empty());
}

void check_parts(store& s) {
    const auto id = new_prober(s, "vbr01");
    const std::vector<std::string> all = {"a", "b", "c"};
    const auto send = [&](wall_time at, reported_part p) { return ingest_one(s, incoming(id, std::move(p), at)); };
    CHECK(send(noon, piece("r1", 1, 2, {good("f", "a"), good("f", "b")})).changed == 2);
    CHECK(send(noon + 1s, piece("r1", 2, 2, {good("f", "c")}, all)).changed == 1);

    SUBCASE("each part replaces its own targets") {
        CHECK(send(noon + 5min, piece("r2", 1, 2, {good("f", "a"), good("f", "b")})).changed == 0);
        const auto last = send(noon + 5min, piece("r2", 2, 2, {bad("f", "c")}, all));
        CHECK(last.changed == 1);
        CHECK(last.transitions.size() == 1);
        CHECK(flows_of(s).size() == 3);
    }
    SUBCASE("parts are rounded apart: a later part of the same run may seem older") {
        send(noon + 5min, piece("r2", 1, 2, {good("f", "a"), good("f", "b")}));
        CHECK(send(noon + 5min - 1s, piece("r2", 2, 2, {bad("f", "c")}, all)).changed == 1);
    }
    SUBCASE("the last part says which targets there are") {
        send(noon + 5min, piece("r2", 1, 2, {good("f", "a")}));
        CHECK(flows_of(s).size() == 3); // b may be in the other part
        const auto last = send(noon + 5min, piece("r2", 2, 2, {good("f", "c")}, {"a", "c"}));
        REQUIRE(last.transitions.size() == 1);
        CHECK(last.transitions.front().target == "b");
        CHECK(last.transitions.front().to_finding == "gone");
        CHECK(flows_of(s).size() == 2);
        // The words of the first run again: b is back, though its part says what it said then.
        CHECK(send(noon + 10min, piece("r3", 1, 2, {good("f", "a"), good("f", "b")})).changed == 1);
        CHECK(flows_of(s).size() == 3);
    }
    SUBCASE("a target moves to another part and back, while parts get lost") {
        CHECK(send(noon + 5min, piece("r2", 2, 2, {bad("f", "b"), good("f", "c")}, all)).transitions.size() == 1);
        const auto back = send(noon + 10min, piece("r3", 1, 2, {good("f", "a"), good("f", "b")}));
        CHECK(back.transitions.size() == 1);
        CHECK(flows_of(s) == std::vector<std::string>{"web01 f a proven", "web01 f b proven", "web01 f c proven"});
    }
    SUBCASE("what a lost part would have verified stays as old as it is") {
        send(noon + 5min, piece("r2", 1, 2, {good("f", "a")})); // b would be in the part that got lost
        std::map<std::string, wall_time> verified;
        for (const auto& r : s.flows({}, {}).rows)
            verified[r.target] = r.verified_at;
        CHECK(verified["a"] == noon + 5min);
        CHECK(verified["b"] == noon);
        CHECK(verified["c"] == noon + 1s);
    }
    SUBCASE("a target that came with a run whose end was lost goes with the next end") {
        send(noon + 5min, piece("r2", 1, 2, {good("f", "a"), good("f", "b"), good("f", "d")}));
        send(noon + 10min, piece("r3", 1, 2, {good("f", "a"), good("f", "b")}));
        CHECK(flows_of(s).size() == 4);
        const auto end = send(noon + 10min, piece("r3", 2, 2, {good("f", "c")}, all));
        REQUIRE(end.transitions.size() == 1);
        CHECK(end.transitions.front().target == "d");
    }
    SUBCASE("fewer parts, and more again") {
        CHECK(send(noon + 5min, piece("r2", 1, 1, {good("f", "a"), good("f", "b"), bad("f", "c")}, all)).changed == 1);
        CHECK(flows_of(s).size() == 3);
        CHECK(s.prober(id)->observed_at == noon + 5min);
        CHECK(send(noon + 10min, piece("r3", 1, 2, {good("f", "a"), good("f", "b")})).changed == 0);
        CHECK(send(noon + 10min, piece("r3", 2, 2, {good("f", "c")}, all)).transitions.size() == 1);
    }
    SUBCASE("a part that never comes in ages, whatever the others say") {
        CHECK(s.prober(id)->complete);
        for (int run = 2; run < 6; ++run)
            send(noon + run * 5min, piece("r" + std::to_string(run), 2, 2, {good("f", "c")}, all));
        CHECK(s.prober(id)->observed_at == noon);
        CHECK(s.prober(id)->is_stale(noon + 26min));
        for (const auto& f : s.flows({}, {}).rows)
            CHECK(f.verified_at == (f.target == "c" ? noon + 25min : noon));
        for (const auto& h : s.overview({}, noon + 26min).hosts)
            CHECK(h.stale);
        send(noon + 26min, piece("r7", 2, 3, {good("f", "c")})); // the first of three is known, the third is not
        CHECK(!s.prober(id)->complete);
        CHECK(!s.overview({}, noon + 26min).hosts.front().complete);
    }
    SUBCASE("flows that wait for a line in the site file count as unknown") {
        auto last = piece("r2", 2, 2, {good("f", "c")}, all);
        last.unseen = 3;
        last.essence += "|not probed";
        send(noon + 5min, last);
        CHECK(s.prober(id)->counts.unknown == 3);
        CHECK(s.prober(id)->counts.pass == 3);
        CHECK(!s.overview({}, noon + 6min).hosts.front().complete);
        SUBCASE("until it is there") {
            send(noon + 10min, piece("r3", 2, 2, {good("f", "c")}, all));
            CHECK(s.prober(id)->counts.unknown == 0);
        }
        SUBCASE("until their part is gone") {
            send(noon + 10min, piece("r3", 1, 1, {good("f", "a"), good("f", "b"), good("f", "c")}, all));
            CHECK(s.prober(id)->counts.unknown == 0);
        }
    }
    SUBCASE("the rest of an older run adds nothing") {
        send(noon + 5min, piece("r2", 1, 1, {good("f", "a")}, {"a"}));
        const auto late = ingest_one(s, incoming(id, piece("r1b", 3, 3, {bad("f", "z")}, {"z"}), noon + 6min, 3min));
        CHECK(late.changed == 0);
        CHECK(flows_of(s).size() == 1);
    }
}

void check_prober_pages(store& s) {
    std::set<std::string> ids;
    for (int i = 0; i < 7; ++i) {
        const std::string name = "web0" + std::to_string(i);
        const auto id = new_prober(s, name, i < 5 ? "hq" : "branch");
        ids.insert(id);
        auto p = whole("r1", {i == 3 ? bad("f1", "vbr01") : good("f1", "vbr01")});
        p.host = i == 6 ? "a_b%c" : i >= 4 ? "same" : name;
        if (i == 2) p.roles = {"backup-server", "gateway-server"};
        ingest_one(s, incoming(id, p, noon));
    }
    CHECK(!s.prober("nobody"));
    const auto read = [&](const prober_filter& f) {
        std::vector<std::string> hosts;
        for (const auto& r : all_pages<prober_row>([&](const page& p) { return s.probers(f, p); }, 2))
            hosts.push_back(r.host);
        return hosts;
    };
    using hosts = std::vector<std::string>;
    CHECK(read({}) == hosts{"a_b%c", "same", "same", "web00", "web01", "web02", "web03"});
    CHECK(read({"branch", "", ""}) == hosts{"a_b%c", "same"});
    CHECK(read({"nowhere", "", ""}).empty());
    CHECK(read({"", "fail", ""}) == hosts{"web03"});
    CHECK(read({"", "pass", "web"}) == hosts{"web00", "web01", "web02"});
    CHECK(read({"", "warn", ""}).empty());
    CHECK(read({"", "green", ""}).empty());
    CHECK(read({"", "broken", ""}) == hosts{"web03"});
    CHECK(read({"", "", "", "gateway-server"}) == hosts{"web02"});
    CHECK(read({"", "", "", "agent-linux"}).size() == 6);
    CHECK(read({"", "", "", "gateway"}).empty()); // a role, not a part of its name
    CHECK(read({"branch", "", "", "gateway-server"}).empty());
    CHECK(read({"", "broken", "", "gateway-server"}).empty());
    CHECK(read({"", "", "WEB0"}) == hosts{"web00", "web01", "web02", "web03"});
    CHECK(read({"", "", "_b%"}) == hosts{"a_b%c"});
    CHECK(read({"", "", "%"}) == hosts{"a_b%c"});
    CHECK(read({"", "", "e_"}).empty());
    CHECK(read({"", "", "\\"}).empty());
    CHECK(s.probers({}, {"", 0}).rows.size() == 1); // at least one
    for (const char* cursor : {"x", "zz.", "0.1.", "-1", "' OR 1=1", "....................................."}) {
        CAPTURE(std::string(cursor));
        CHECK_THROWS_AS(s.probers({}, {cursor, 2}), bad_cursor);
        CHECK_THROWS_AS(s.flows({}, {cursor, 2}), bad_cursor);
        CHECK_THROWS_AS(s.transitions({}, {cursor, 2}), bad_cursor);
        CHECK_THROWS_AS(s.audit({cursor, 2}), bad_cursor);
    }
    CHECK_THROWS_AS(s.flows({}, {std::string(1'000'000, '0'), 2}), bad_cursor);
}

void check_flow_pages(store& s) {
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) {
        ids.push_back(new_prober(s, "web0" + std::to_string(i), i < 3 ? "hq" : "branch"));
        auto p = whole("r1", {good("f1", "vbr01"), i % 2 ? bad("f2", "vbr01") : good("f2", "vbr01"),
                              state("f1", "rep01", finding_kind::silent, outcome::warn)});
        p.host = i < 2 ? "twin" : "web0" + std::to_string(i);
        ingest_one(s, incoming(ids.back(), p, noon));
    }
    const auto read = [&](const flow_filter& f, std::size_t limit) {
        std::vector<std::string> rows;
        for (const auto& r : all_pages<flow_state_row>([&](const page& p) { return s.flows(f, p); }, limit))
            rows.push_back(r.prober + " " + r.target + " " + r.flow);
        return rows;
    };
    const auto every = read({}, 100);
    CHECK(every.size() == 12);
    CHECK(std::set(every.begin(), every.end()).size() == 12);
    for (std::size_t limit = 1; limit < 14; ++limit)
        CHECK(read({}, limit) == every);
    CHECK(read({"hq", "", "", "", "", "", false}, 2).size() == 9);
    CHECK(read({"", ids[2], "", "", "", "", false}, 2) ==
          std::vector{ids[2] + " rep01 f1", ids[2] + " vbr01 f1", ids[2] + " vbr01 f2"});
    CHECK(read({"", "", "f2", "", "", "", false}, 2).size() == 4);
    CHECK(read({"", "", "", "rep01", "", "", false}, 3).size() == 4);
    CHECK(read({"", "", "", "", "silent", "", false}, 1).size() == 4);
    CHECK(read({"", "", "", "", "", "fail", false}, 1) == std::vector{ids[1] + " vbr01 f2", ids[3] + " vbr01 f2"});
    CHECK(read({"hq", "", "f2", "vbr01", "blocked", "fail", false}, 1) == std::vector{ids[1] + " vbr01 f2"});
    CHECK(read({"", "", "", "", "", "green", false}, 1).empty());
    CHECK(read({"", "nobody", "", "", "", "", false}, 1).empty());
}

void check_transition_pages(store& s) {
    const auto beginning = s.last_event();
    CHECK(s.events_after("", 10).empty());
    CHECK(s.events_after(beginning, 10).empty());
    const auto a = new_prober(s, "web01");
    const auto b = new_prober(s, "web02");
    for (int i = 0; i < 6; ++i) {
        const auto run_id = "r" + std::to_string(i);
        const auto make = i % 2 ? bad : good;
        ingest_one(s, incoming(a, whole(run_id, {make("f1", "x", "")}), noon + i * 5min));
        ingest_one(s, incoming(b, whole(run_id, {make("f1", "x", ""), make("f2", "x", "")}), noon + i * 5min + 1min));
    }
    const auto read = [&](const transition_filter& f, std::size_t limit) {
        return all_pages<transition_row>([&](const page& p) { return s.transitions(f, p); }, limit);
    };
    const auto every = read({}, 100);
    REQUIRE(every.size() == 15);
    for (std::size_t i = 1; i < every.size(); ++i)
        CHECK(every[i - 1].at >= every[i].at);
    for (const std::size_t limit : {1, 2, 7}) {
        const auto paged = read({}, limit);
        REQUIRE(paged.size() == every.size());
        for (std::size_t i = 0; i < every.size(); ++i)
            CHECK(paged[i].id == every[i].id);
    }
    CHECK(read({a, "", {}}, 2).size() == 5);
    CHECK(read({b, "", {}}, 3).size() == 10);
    CHECK(read({b, "f1", {}}, 3).size() == 5);
    CHECK(read({"", "f2", {}}, 3).size() == 5);
    CHECK(read({"", "", noon + 25min}, 2).size() == 3);
    CHECK(read({"", "f2", noon + 25min}, 2).size() == 1);

    const auto events = s.events_after("", 100);
    REQUIRE(events.size() == 15);
    std::set<std::string> ids, cursors;
    for (std::size_t i = 0; i < events.size(); ++i) {
        ids.insert(events[i].transition.id);
        cursors.insert(events[i].cursor);
        // Behind each come those that came behind it.
        const auto rest = s.events_after(events[i].cursor, 4);
        REQUIRE(rest.size() == std::min<std::size_t>(4, events.size() - i - 1));
        if (!rest.empty()) CHECK(rest.front().transition.id == events[i + 1].transition.id);
    }
    CHECK(ids.size() == events.size());
    CHECK(cursors.size() == events.size());
    CHECK(s.last_event() == events.back().cursor);
    CHECK(s.events_after(beginning, 100).size() == events.size());
    for (const char* cursor : {"x", "-1", "1 ", "99999999999999999999", "' OR 1=1"}) {
        CAPTURE(std::string(cursor));
        CHECK_THROWS_AS(s.events_after(cursor, 1), bad_cursor);
    }
}

void check_history(store& s) {
    const auto id = new_prober(s, "web01");
    const auto other = new_prober(s, "web02");
    const auto day = [](int n) { return noon + n * 24h; };
    const auto none = s.history(3, noon);
    REQUIRE(none.size() == 3);
    CHECK(none[0].day == "2026-11-23");
    CHECK(none[2].day == "2026-11-25");
    CHECK(none[2].failing == 0);

    ingest_one(s, incoming(id, whole("r1", {bad("f1", "x"), good("f2", "x")}), day(0))); // begins failing
    ingest_one(s, incoming(id, whole("r2", {bad("f1", "x"), bad("f2", "x")}), day(1)));  // f2 broke
    ingest_one(s, incoming(id, whole("r3", {good("f1", "x"), bad("f2", "x")}), day(4))); // f1 healed
    ingest_one(s, incoming(id, whole("r4", {state("f1", "x", finding_kind::silent, outcome::warn)}), day(5)));
    // f2 is gone: no longer failing, and not healed. Then a report of day 2 that was long on its way.
    ingest_one(s, incoming(other, whole("r1", {bad("f1", "y")}), day(5), std::chrono::seconds(3 * 24h)));

    const auto rows = s.history(8, day(6));
    struct want {
        const char* day;
        std::uint64_t broke, healed, changed, failing;
    };
    const want wanted[] = {{"2026-11-24", 0, 0, 0, 0}, {"2026-11-25", 0, 0, 0, 1}, {"2026-11-26", 1, 0, 0, 2},
                           {"2026-11-27", 0, 0, 0, 3}, {"2026-11-28", 0, 0, 0, 3}, {"2026-11-29", 0, 1, 0, 2},
                           {"2026-11-30", 0, 0, 2, 1}, {"2026-12-01", 0, 0, 0, 1}};
    REQUIRE(rows.size() == std::size(wanted));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(wanted[i].day);
        CHECK(rows[i].day == wanted[i].day);
        CHECK(rows[i].broke == wanted[i].broke);
        CHECK(rows[i].healed == wanted[i].healed);
        CHECK(rows[i].changed == wanted[i].changed);
        CHECK(rows[i].failing == wanted[i].failing);
    }
    const auto short_one = s.history(1, day(30)); // carried over from long ago
    REQUIRE(short_one.size() == 1);
    CHECK(short_one[0].failing == 1);
    CHECK(s.history(0, day(0)).size() == 1);

    // Failed, and now nobody knows: that has not healed.
    ingest_one(s, incoming(other, whole("r2", {state("f1", "y", finding_kind::silent, outcome::unknown)}), day(7)));
    const auto last = s.history(1, day(7));
    REQUIRE(last.size() == 1);
    CHECK(last[0].healed == 0);
    CHECK(last[0].changed == 1);
    CHECK(last[0].failing == 0);
}

void check_sites(store& s) {
    CHECK(s.sites(noon).empty());
    const auto a = new_prober(s, "a", "hq");
    const auto b = new_prober(s, "b", "hq");
    new_prober(s, "c", "branch");
    ingest_one(s, incoming(a, whole("r1", {bad("f1", "x"), good("f2", "x")}), noon));
    ingest_one(s, incoming(b, whole("r1", {good("f1", "x")}), noon + 10min));
    const auto rows = s.sites(noon + 15min + 1s); // 3 x 300 s after a's run
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].name == "branch");
    CHECK(rows[0].probers == 1);
    CHECK(rows[0].stale == 1); // never reported
    CHECK(rows[1].name == "hq");
    CHECK(rows[1].probers == 2);
    CHECK(rows[1].stale == 1);
    CHECK(rows[1].counts.pass == 2);
    CHECK(rows[1].counts.fail == 1);
    CHECK(s.sites(noon + 15min)[1].stale == 0);
    // Last week's reports that arrive today are last week's.
    ingest_one(s, incoming(a, whole("r2", {good("f1", "x")}), noon + 2h, 1h));
    CHECK(s.prober(a)->last_seen_at == noon + 2h);
    CHECK(s.prober(a)->is_stale(noon + 2h));
}

/// "host/flow=outcome …", sorted.
std::vector<std::string> words(const overview_states& all) {
    std::vector<std::string> lines;
    for (const auto& state : all.states)
        lines.push_back(all.hosts.at(state.host).name + "/" + all.flows.at(state.flow).id + "=" +
                        std::string(to_string(state.counts_as)));
    std::sort(lines.begin(), lines.end());
    return lines;
}

void check_overview(store& s) {
    using lines = std::vector<std::string>;
    CHECK(s.overview({}, noon).hosts.empty());
    const auto a = new_prober(s, "a", "hq");
    const auto b = new_prober(s, "b", "branch");
    const auto gone = new_prober(s, "gone", "hq");
    new_prober(s, "never", "hq");
    const auto send = [&](const std::string& prober, const std::string& host, reported_part part, wall_time at) {
        part.host = host;
        ingest_one(s, incoming(prober, std::move(part), at));
    };
    auto accepted = bad("f3", "x");
    accepted.accepted = true;
    send(a, "a", whole("r1", {bad("f1", "x"), good("f1", "y"), good("f2", "x"), accepted}), noon);
    auto cut_short = whole("r1", {state("f2", "x", finding_kind::silent, outcome::warn)});
    cut_short.complete = false;
    cut_short.roles = {"backup-server"};
    send(b, "b_1", cut_short, noon + 10min);
    send(gone, "gone", whole("r1", {bad("f4", "x")}), noon);
    REQUIRE(s.revoke_prober(gone, "anna", noon));

    const auto all = s.overview({}, noon + 15min + 1s);
    CHECK(words(all) == lines{"a/f1=fail", "a/f1=pass", "a/f2=pass", "a/f3=skip", "b_1/f2=warn"});
    REQUIRE(all.hosts.size() == 3);
    for (const auto& h : all.hosts) {
        CAPTURE(h.name);
        CHECK(h.prober == (h.name == "a" ? a : h.name == "b_1" ? b : h.prober));
        CHECK(h.site == (h.name == "b_1" ? "branch" : "hq"));
        CHECK(h.stale == (h.name != "b_1")); // three intervals after a's run; never has not reported since noon
        CHECK(h.complete == (h.name == "a"));
    }
    REQUIRE(all.flows.size() == 3);
    for (const auto& flow : all.flows) {
        CAPTURE(flow.id);
        CHECK(flow.from == "agent-linux");
        CHECK(flow.to == "repository");
        CHECK(flow.protocol == "tcp");
        CHECK(flow.ports == "2500-3300");
    }

    struct row {
        overview_filter filter;
        std::size_t hosts;
        lines states;
    };
    const row rows[] = {
        {{"branch", "", "", "", ""}, 1, {"b_1/f2=warn"}},
        {{"nowhere", "", "", "", ""}, 0, {}},
        {{"", "backup-server", "", "", ""}, 1, {"b_1/f2=warn"}},
        {{"", "backup", "", "", ""}, 0, {}}, // a role, not a part of its name
        {{"hq", "backup-server", "", "", ""}, 0, {}},
        {{"", "", "_", "", ""}, 1, {"b_1/f2=warn"}},
        {{"", "", "%", "", ""}, 0, {}},
        {{"", "", "", "f2", ""}, 3, {"a/f2=pass", "b_1/f2=warn"}},
        {{"", "", "", "f4", ""}, 3, {}}, // only a revoked one had it
        {{"", "", "", "", "blocked"}, 3, {"a/f1=fail", "a/f3=skip"}},
        {{"", "", "", "f1", "blocked"}, 3, {"a/f1=fail"}},
    };
    for (const auto& r : rows) {
        CAPTURE(r.filter.site + "|" + r.filter.role + "|" + r.filter.search + "|" + r.filter.flow + "|" +
                r.filter.finding);
        const auto some = s.overview(r.filter, noon);
        CHECK(some.hosts.size() == r.hosts);
        CHECK(words(some) == r.states);
    }
    // What changes is seen: the finding alone, what it counts as alone, both.
    accepted.accepted = false;
    send(a, "a", whole("r2", {good("f1", "x"), good("f1", "y"), bad("f2", "x"), accepted}), noon + 16min);
    CHECK(words(s.overview({"hq", "", "", "", ""}, noon)) == lines{"a/f1=pass", "a/f1=pass", "a/f2=fail", "a/f3=fail"});
    CHECK(words(s.overview({"", "", "", "", "blocked"}, noon)) == lines{"a/f2=fail", "a/f3=fail"});
}

void check_flow_searches(store& s) {
    const auto a = new_prober(s, "a");
    const auto b = new_prober(s, "b");
    auto first = whole("r1", {bad("tcp:10", "vbr_1"), good("tcp:20", "vbr_1"), good("udp:1", "repo%")});
    first.host = "web_1";
    ingest_one(s, incoming(a, first, noon));
    auto second = whole("r1", {state("tcp:10", "vbr2", finding_kind::silent, outcome::unknown),
                               state("tcp:20", "vbr2", finding_kind::silent, outcome::warn), good("udp:1", "Repo2")});
    second.host = "web2";
    second.roles = {"backup-server"};
    ingest_one(s, incoming(b, second, noon));
    struct row {
        const char *search, *role, *outcome;
        std::size_t found;
    };
    for (const auto& r :
         {row{"", "", "", 6}, row{"web", "", "", 6}, row{"web_1", "", "", 3}, row{"vbr", "", "", 4},
          row{"vbr_", "", "", 2}, row{"%", "", "", 1}, row{"repo", "", "", 2}, row{"udp", "", "", 2},
          row{"p:10", "", "", 2}, row{"nothing", "", "", 0}, row{"", "backup-server", "", 3}, row{"", "backup", "", 0},
          row{"vbr", "backup-server", "", 2}, row{"", "", "broken", 3}, row{"vbr2", "", "broken", 2},
          row{"udp", "", "broken", 0}, row{"", "repository", "fail", 1}}) {
        CAPTURE(r.search);
        CAPTURE(r.role);
        CAPTURE(r.outcome);
        flow_filter f;
        f.search = r.search;
        f.role = r.role;
        f.outcome = r.outcome;
        for (const std::size_t limit : {1, 100})
            CHECK(all_pages<flow_state_row>([&](const page& p) { return s.flows(f, p); }, limit).size() == r.found);
    }
}

void check_people(store& s) {
    CHECK(!s.account("anna"));
    s.put_account({"anna", account_role::admin, "scrypt:1", false}, "init", noon);
    s.put_account({"ben", account_role::viewer, "scrypt:2", false}, "anna", noon);
    CHECK(s.account("anna")->role == account_role::admin);
    CHECK(s.account("ben")->password == "scrypt:2");
    CHECK(s.accounts().size() == 2);
    CHECK_THROWS_AS(s.create_session(sha256_hex("x"), {"nobody", account_role::viewer, "c", noon + 1h}), store_error);
    s.create_session(sha256_hex("sa"), {"anna", account_role::admin, "ca", noon + 1h});
    s.create_session(sha256_hex("sb"), {"ben", account_role::viewer, "cb", noon + 1h});
    const auto kept = s.session(sha256_hex("sa"), noon);
    REQUIRE(kept);
    CHECK(kept->account == "anna");
    CHECK(kept->role == account_role::admin);
    CHECK(kept->csrf == "ca");
    CHECK(kept->expires_at == noon + 1h);
    CHECK(!s.session(sha256_hex("sa"), noon + 1h));
    CHECK(!s.session("nothing", noon));
    SUBCASE("logged out") {
        s.end_session(sha256_hex("sa"));
        CHECK(!s.session(sha256_hex("sa"), noon));
        CHECK(s.session(sha256_hex("sb"), noon));
    }
    SUBCASE("a changed account must log in again") {
        s.put_account({"ben", account_role::viewer, "scrypt:2", true}, "anna", noon);
        CHECK(s.account("ben")->disabled);
        CHECK(!s.session(sha256_hex("sb"), noon));
        CHECK(s.session(sha256_hex("sa"), noon));
    }
    SUBCASE("audit") {
        s.record({0, noon + 1min, "anna", "login", "anna", "192.0.2.1"});
        const auto rows = all_pages<audit_row>([&](const page& p) { return s.audit(p); }, 2);
        REQUIRE(rows.size() == 3);
        CHECK(rows[0].action == "login");
        CHECK(rows[0].who == "anna");
        CHECK(rows[0].subject == "anna");
        CHECK(rows[0].from == "192.0.2.1");
        CHECK(rows[0].at == noon + 1min);
        CHECK(rows[1].action == "put-account");
        CHECK(rows[1].subject == "ben");
        CHECK(rows[2].who == "init");
    }
}

void check_forgetting(store& s) {
    const auto id = new_prober(s, "web01");
    for (int i = 0; i < 4; ++i) {
        const auto make = i % 2 ? bad : good;
        ingest_one(s, incoming(id, whole("r" + std::to_string(i), {make("f1", "x", "")}), noon + i * 24h));
    }
    s.put_account({"anna", account_role::admin, "p", false}, "init", noon + 3 * 24h);
    s.create_session(sha256_hex("s"), {"anna", account_role::admin, "c", noon + 24h});
    CHECK(s.forget({}, noon + 3 * 24h) == 1); // the session that has expired
    CHECK(s.forget({}, noon + 3 * 24h) == 0);
    store::retention r;
    r.transitions = r.audit = r.days = r.runs = std::chrono::hours(36);
    CHECK(s.transitions({}, {}).rows.size() == 3);
    const auto before = s.history(3, noon + 3 * 24h);
    const auto followed = s.last_event();
    s.forget(r, noon + 3 * 24h);
    CHECK(s.transitions({}, {}).rows.size() == 2);
    CHECK(s.audit({}).rows.size() == 1);
    CHECK(flows_of(s).size() == 1); // never state
    const auto after = s.history(2, noon + 3 * 24h);
    CHECK(after.back().failing == 1);
    CHECK(after.front().failing == before[1].failing);
    r.days = std::chrono::hours(0);
    s.forget(r, noon + 30 * 24h);
    CHECK(s.history(1, noon + 30 * 24h).back().failing == 1);
    // Whoever has followed them until then misses nothing: no cursor is given twice.
    const auto t = ingest_one(s, incoming(id, whole("r9", {good("f1", "x")}), noon + 30 * 24h)).transitions;
    REQUIRE(t.size() == 1);
    const auto behind = s.events_after(followed, 10);
    REQUIRE(behind.size() == 1);
    CHECK(behind.front().transition.id == t.front().id);
}

void check_tenants(const open_store& open) {
    const auto one = open("one");
    const auto two = open("two");
    const auto id = new_prober(*one, "web01");
    ingest_one(*one, incoming(id, whole("r1", {good("f1", "x")}), noon));
    ingest_one(*one, incoming(id, whole("r2", {bad("f1", "x")}), noon + 1min));
    one->put_account({"anna", account_role::admin, "p", false}, "init", noon);
    one->create_session(sha256_hex("s"), {"anna", account_role::admin, "c", noon + 1h});
    const auto token = one->create_token(sha256_hex("t"), "hq", 1, 1h, "anna", noon);

    CHECK(two->probers({}, {}).rows.empty());
    CHECK(!two->prober(id));
    CHECK(two->flows({}, {}).rows.empty());
    CHECK(two->transitions({}, {}).rows.empty());
    CHECK(two->events_after("", 10).empty());
    CHECK(two->history(1, noon).back().failing == 0);
    CHECK(two->sites(noon).empty());
    CHECK(two->overview({}, noon).hosts.empty());
    CHECK(two->tokens(noon).empty());
    CHECK(!two->account("anna"));
    CHECK(two->accounts().empty());
    CHECK(!two->session(sha256_hex("s"), noon));
    CHECK(two->audit({}).rows.empty());
    CHECK(!two->find_credential(sha256_hex("credential web01")));
    CHECK(!two->revoke_prober(id, "eve", noon));
    CHECK(!two->revoke_token(token, "eve", noon));
    CHECK(!two->rotate_credential(id, sha256_hex("mine"), noon));
    two->confirm_credential(id, sha256_hex("credential web01"));
    two->end_session(sha256_hex("s"));
    CHECK(ingest_one(*two, incoming(id, whole("r3", {good("f1", "x")}), noon + 2min)).outcome ==
          result::unknown_prober);
    CHECK(two->enroll({sha256_hex("t"), sha256_hex("c"), "i", "h", "0.1.0", ""}, noon).outcome ==
          enrolled::result::refused);
    store::retention nothing;
    nothing.transitions = nothing.audit = nothing.days = nothing.runs = std::chrono::hours(0);
    CHECK(two->forget(nothing, noon + 24h * 365) == 0);

    // The same names there are others.
    CHECK(new_prober(*two, "web01") != id);
    CHECK(one->session(sha256_hex("s"), noon));
    CHECK(one->prober(id)->counts.fail == 1);
    CHECK(one->transitions({}, {}).rows.size() == 1);
    CHECK(open("one")->prober(id)->counts.fail == 1); // and it is on the disk
}

} // namespace

void check_store_contract(const open_store& open) {
    SUBCASE("tenants") {
        check_tenants(open);
    }
    const std::pair<const char*, void (*)(store&)> parts[] = {
        {"enrollment", check_enrollment}, {"credentials", check_credentials},
        {"revocation", check_revocation}, {"tokens", check_tokens},
        {"ingest", check_ingest},         {"machines", check_machines},
        {"parts", check_parts},           {"probers", check_prober_pages},
        {"flows", check_flow_pages},      {"transitions", check_transition_pages},
        {"history", check_history},       {"flow searches", check_flow_searches},
        {"sites", check_sites},           {"overview", check_overview},
        {"people", check_people},         {"forgetting", check_forgetting}};
    for (const auto& part : parts) {
        SUBCASE(part.first) {
            const auto s = open("default");
            part.second(*s);
            s->check_writable();
        }
    }
}

} // namespace fairway::collector
