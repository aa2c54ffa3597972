#include "collector/store/ingestion.hpp"
#include "collector/store/sqlite/day_changes.hpp"
#include "collector/store/sqlite/machine_rows.hpp"
#include "collector/store/sqlite/namesake.hpp"
#include "collector/store/sqlite/role_list.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"

namespace fairway::collector {

namespace {

/// One part of one prober: reads what is kept, and carries out what the rules say.
class arrival {
  public:
    arrival(connection& c, const std::string& tenant, const incoming_part& in, const std::string& digest)
        : connection_(c), tenant_(tenant), in_(in), part_(in.part), digest_(digest) {}

    ingested keep(day_changes& days) {
        if (!read_head()) return {ingested::result::unknown_prober, 0, {}, {}, false};
        if (needs_targets(kept_, in_, digest_)) {
            read_targets();
            for (const auto target : concerned_targets(kept_, in_, digest_))
                read_states(target);
        }
        auto what = decide(kept_, in_, digest_);
        if (what.keeps_report) carry_out(what, days);
        ingested result{what.outcome, what.changed_states(), std::move(what.transitions), {}, false};
        if (what.outcome != ingested::result::revoked) hear_machine(result);
        return result;
    }

  private:
    /// False: nobody knows this prober.
    bool read_head() {
        query prober(connection_, "SELECT site, host, revoked_at IS NOT NULL FROM prober WHERE tenant = ? AND id = ?",
                     tenant_, in_.prober);
        if (!prober.next()) return false;
        kept_.site = prober.text();
        kept_.host = prober.text();
        kept_.revoked = prober.flag();
        query parts(connection_,
                    "SELECT part, parts, run_id, digest, observed_at, unseen, matrix FROM prober_report"
                    " WHERE tenant = ? AND prober = ?",
                    tenant_, in_.prober);
        while (parts.next()) {
            const auto part = static_cast<unsigned>(parts.number());
            const auto of = static_cast<unsigned>(parts.number());
            kept_.parts.push_back({part, of, parts.text(), parts.text(), parts.time(), parts.number(), parts.text()});
        }
        query seen(connection_, "SELECT 1 FROM run WHERE tenant = ? AND prober = ? AND run_id = ? AND part = ?",
                   tenant_, in_.prober, part_.run_id, part_.part);
        kept_.has_seen_part = seen.next();
        return true;
    }

    /// Also of a part that is stored already: which machine sent it is news of its own.
    void hear_machine(ingested& result) {
        if (in_.boot.empty()) return;
        auto known = machines_of(connection_, tenant_, in_.prober);
        const auto host = part_.host.empty() ? kept_.host : part_.host;
        const auto change = hear(known, {in_.boot, host, in_.from, in_.received_at, 0, {}}, part_.interval_s);
        if (change.put) {
            write_machines(connection_, tenant_, in_.prober, change);
            known = machines_of(connection_, tenant_, in_.prober);
        }
        result.begins_sharing = change.begins_sharing;
        result.shared_with = sharing(known, part_.interval_s, in_.received_at);
        if (change.put && !result.shared_with.empty())
            run(connection_, "UPDATE prober SET shared_at = ? WHERE tenant = ? AND id = ?", in_.received_at, tenant_,
                in_.prober);
        if (change.begins_sharing)
            run(connection_,
                "INSERT INTO audit (tenant, at, who, action, subject, from_peer) VALUES (?, ?, ?, ?, ?, ?)", tenant_,
                in_.received_at, "collector", "several-machines", in_.prober, in_.from);
        std::erase_if(result.shared_with, [&](const auto& m) { return m.boot == in_.boot; });
    }

    void read_targets() {
        query q(connection_, "SELECT target, part FROM prober_target WHERE tenant = ? AND prober = ?", tenant_,
                in_.prober);
        while (q.next()) {
            auto target = q.text();
            kept_.targets.emplace(std::move(target), static_cast<unsigned>(q.number()));
        }
    }

    void read_states(std::string_view target) {
        query q(connection_,
                "SELECT rowid, flow, finding, counts_as, essence, weight FROM flow_state"
                " WHERE tenant = ? AND prober = ? AND target = ?",
                tenant_, in_.prober, target);
        while (q.next()) {
            rows_.push_back(q.number());
            kept_.states.push_back({std::string(target), q.text(), q.text(), q.text(), q.text(), q.text()});
        }
    }

    void carry_out(changes& what, day_changes& days) {
        for (const auto& t : what.held)
            run(connection_,
                t.is_new ? "INSERT INTO prober_target (part, tenant, prober, target) VALUES (?, ?, ?, ?)"
                         : "UPDATE prober_target SET part = ? WHERE tenant = ? AND prober = ? AND target = ?",
                part_.part, tenant_, in_.prober, t.target);
        for (const auto& a : what.added)
            add_state(part_.findings[a.finding], a.essence, what.observed_at);
        for (const auto& c : what.changed)
            change_state(rows_[c.state], part_.findings[c.finding], c, what.observed_at);
        for (const auto state : what.removed)
            run(connection_, "DELETE FROM flow_state WHERE rowid = ?", rows_[state]);
        for (const auto& target : what.removed_targets)
            run(connection_, "DELETE FROM prober_target WHERE tenant = ? AND prober = ? AND target = ?", tenant_,
                in_.prober, target);
        for (const auto& t : what.let_go)
            let_go(t);
        if (what.remember_part)
            run(connection_,
                "INSERT OR IGNORE INTO run (tenant, prober, run_id, part, received_at) VALUES (?, ?, ?, ?, ?)", tenant_,
                in_.prober, part_.run_id, part_.part, in_.received_at);
        for (const auto part : what.unsettled)
            run(connection_, "UPDATE prober_report SET digest = '' WHERE tenant = ? AND prober = ? AND part = ?",
                tenant_, in_.prober, part);
        for (const auto part : what.dropped)
            run(connection_, "DELETE FROM prober_report WHERE tenant = ? AND prober = ? AND part = ?", tenant_,
                in_.prober, part);
        write_counts(what);
        for (auto& t : what.transitions)
            add_transition(t);
        days.of(utc_date(what.observed_at)) += what.day;
        write_report(what);
    }

    void add_state(const reported_finding& f, const std::string& essence, wall_time observed_at) {
        run(connection_,
            "INSERT INTO flow_state (tenant, prober, target, flow, from_role, to_role, protocol, ports, finding,"
            " outcome, counts_as, required, installed, since, seen_at, essence, weight, text, advice, detail)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            tenant_, in_.prober, f.target, f.flow, f.from, f.to, f.protocol, f.ports, to_string(f.finding),
            to_string(f.outcome), to_string(f.counts()), f.required, f.installed, observed_at, observed_at, essence,
            f.weight, f.text, f.advice, f.detail);
    }

    void change_state(std::int64_t row, const reported_finding& f, const changed_state& c, wall_time observed_at) {
        // To name a column that an index has moves its entry, even where it stays what it is.
        if (!c.moved)
            run(connection_,
                "UPDATE flow_state SET from_role = ?, to_role = ?, protocol = ?, ports = ?, outcome = ?, required = ?,"
                " installed = ?, seen_at = ?, essence = ?, weight = ?, text = ?, advice = ?, detail = ? WHERE rowid = "
                "?",
                f.from, f.to, f.protocol, f.ports, to_string(f.outcome), f.required, f.installed, observed_at,
                c.essence, f.weight, f.text, f.advice, f.detail, row);
        else
            run(connection_,
                "UPDATE flow_state SET from_role = ?, to_role = ?, protocol = ?, ports = ?, outcome = ?, required = ?,"
                " installed = ?, seen_at = ?, essence = ?, weight = ?, text = ?, advice = ?, detail = ?, since = ?,"
                " counts_as = ?, finding = ? WHERE rowid = ?",
                f.from, f.to, f.protocol, f.ports, to_string(f.outcome), f.required, f.installed, observed_at,
                c.essence, f.weight, f.text, f.advice, f.detail, observed_at, to_string(f.counts()),
                to_string(f.finding), row);
    }

    void let_go(const let_go_target& t) {
        if (t.seen_at)
            run(connection_,
                "UPDATE flow_state SET seen_at = max(seen_at, ?) WHERE tenant = ? AND prober = ? AND target = ?",
                *t.seen_at, tenant_, in_.prober, t.target);
        run(connection_, "UPDATE prober_target SET part = 0 WHERE tenant = ? AND prober = ? AND target = ?", tenant_,
            in_.prober, t.target);
    }

    void write_counts(const changes& what) {
        const auto more = [&](outcome o) { return what.counts[static_cast<std::size_t>(o)]; };
        if (what.counts != decltype(what.counts){})
            run(connection_,
                "UPDATE prober SET pass = pass + ?, warn = warn + ?, unknown = unknown + ?, fail = fail + ?,"
                " skip = skip + ? WHERE tenant = ? AND id = ?",
                more(outcome::pass), more(outcome::warn), more(outcome::unknown), more(outcome::fail),
                more(outcome::skip), tenant_, in_.prober);
        if (what.host.empty()) return;
        run(connection_, "UPDATE prober SET host = ? WHERE tenant = ? AND id = ?", what.host, tenant_, in_.prober);
        note_namesake(connection_, tenant_, in_.prober, in_.from, in_.received_at);
    }

    void add_transition(transition_row& t) {
        run(connection_,
            "INSERT INTO transition (tenant, prober, target, flow, from_finding, from_outcome, to_finding, to_outcome,"
            " text, at, by_page) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            tenant_, t.prober, t.target, t.flow, t.from_finding, t.from_outcome, t.to_finding, t.to_outcome, t.text,
            t.at, t.by_page);
        t.id = to_cursor(connection_.last_id());
    }

    void write_report(const changes& what) {
        const auto matrix = names_of(part_.matrices);
        const auto roles = roles_to_text(part_.roles);
        constexpr std::string_view change_row =
            "UPDATE prober_report SET parts = ?, run_id = ?, digest = ?, received_at = ?, observed_at = ?, version = ?,"
            " phase = ?, matrix = ?, roles = ?, interval_s = ?, skew_s = ?, spool = ?, dropped = ?, complete = ?,"
            " unseen = ?"
            " WHERE tenant = ? AND prober = ? AND part = ?";
        constexpr std::string_view add_row =
            "INSERT INTO prober_report (parts, run_id, digest, received_at, observed_at, version, phase, matrix, roles,"
            " interval_s, skew_s, spool, dropped, complete, unseen, tenant, prober, part)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        run(connection_, what.report_is_new ? add_row : change_row, part_.parts, part_.run_id, digest_, in_.received_at,
            what.observed_at, part_.fairway, to_string(part_.phase), matrix, roles, part_.interval_s, what.skew_s,
            in_.spool, in_.dropped, part_.complete, static_cast<std::int64_t>(part_.unseen), tenant_, in_.prober,
            part_.part);
    }

    connection& connection_;
    const std::string& tenant_;
    const incoming_part& in_;
    const reported_part& part_;
    const std::string& digest_;
    kept_prober kept_;
    std::vector<std::int64_t> rows_; ///< of kept_.states, by position
};

} // namespace

std::vector<ingested> sqlite_store::ingest(const std::vector<incoming_part>& parts) {
    // Before the lock: this is the larger part of the work where nothing has changed.
    std::vector<std::string> digests;
    digests.reserve(parts.size());
    for (const auto& in : parts)
        digests.push_back(digest_of(in.part));
    return write([&](connection& c) {
        std::vector<ingested> results;
        results.reserve(parts.size());
        day_changes days;
        for (std::size_t i = 0; i < parts.size(); ++i)
            results.push_back(arrival(c, tenant_, parts[i], digests[i]).keep(days));
        days.write(c, tenant_);
        return results;
    });
}

} // namespace fairway::collector
