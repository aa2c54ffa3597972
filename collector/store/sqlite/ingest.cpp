#include "collector/store/sqlite/day_changes.hpp"
#include "collector/store/sqlite/role_list.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"
#include "support/secret.hpp"

#include <array>
#include <unordered_map>
#include <unordered_set>

namespace fairway::collector {

namespace {

using namespace std::chrono_literals;

constexpr auto oldest_report = std::chrono::seconds(8 * 24h); // the spool keeps 7 days
/// Reports that arrive together may be numbered by the clock in any order; one from further ahead was stamped before
/// our clock was set back, and says nothing about what is newer.
constexpr auto clock_slack = 1min;
/// Ages are whole seconds: two runs that are no further apart count in the order in which they came, and a prober sends
/// the older one first.
constexpr auto age_rounding = 2s;

/// What makes the part the same as the one before, whatever its run and times.
std::string digest_of(const reported_part& part) {
    std::string all;
    std::size_t size = part.essence.size() + 16;
    for (const auto& f : part.findings)
        size += f.essence.size() + 16;
    all.reserve(size);
    // With its length before each, so that no two lists are the same text.
    const auto add = [&](const std::string& text) { all.append(std::to_string(text.size())).append(":").append(text); };
    add(part.essence);
    for (const auto& f : part.findings)
        add(f.essence);
    return sha256_hex(all);
}

/// Of one finding: 128 bits of it are plenty to tell changes, and half the room.
std::string short_digest(const std::string& essence) {
    return sha256_hex(essence).substr(0, 32);
}

struct kept_report {
    unsigned part, parts;
    std::string run_id, digest;
    wall_time observed_at;
    std::int64_t unseen;
};

struct kept_state {
    std::int64_t row;
    std::string flow, finding, counts_as, essence;
    bool still_there = false;
};

/// One part of one prober, and what it does to what is kept.
class arrival {
  public:
    arrival(connection& c, const std::string& tenant, const incoming_part& in, const std::string& digest,
            day_changes& days)
        : connection_(c), tenant_(tenant), in_(in), part_(in.part), digest_(digest), days_(days),
          observed_at_(in.received_at - std::clamp(in.age, 0s, oldest_report)) {}

    ingested keep() {
        query prober(connection_, "SELECT site, host, revoked_at IS NOT NULL FROM prober WHERE tenant = ? AND id = ?",
                     tenant_, in_.prober);
        if (!prober.next()) return {ingested::result::unknown_prober, 0, {}};
        site_ = prober.text();
        host_ = prober.text();
        if (prober.flag()) return {ingested::result::revoked, 0, {}};

        read_reports();
        if (is_duplicate()) return {ingested::result::duplicate, 0, {}};
        if (is_older_than_kept()) return {};
        const auto* before = report_of(part_.part);
        if (before == nullptr || before->digest != digest_) {
            replace_states();
            run(connection_,
                "INSERT OR IGNORE INTO run (tenant, prober, run_id, part, received_at) VALUES (?, ?, ?, ?, ?)", tenant_,
                in_.prober, part_.run_id, part_.part, in_.received_at);
        }
        counts_[static_cast<std::size_t>(outcome::unknown)] +=
            static_cast<std::int64_t>(part_.unseen) - (before == nullptr ? 0 : before->unseen);
        drop_parts_beyond();
        write_counts();
        write_report(before != nullptr);
        return std::move(result_);
    }

  private:
    void read_reports() {
        query q(connection_,
                "SELECT part, parts, run_id, digest, observed_at, unseen FROM prober_report WHERE tenant = ? AND "
                "prober = ?",
                tenant_, in_.prober);
        while (q.next()) {
            const auto part = static_cast<unsigned>(q.number());
            const auto parts = static_cast<unsigned>(q.number());
            reports_.push_back({part, parts, q.text(), q.text(), q.time(), q.number()});
        }
    }

    const kept_report* report_of(unsigned part) const {
        for (const auto& r : reports_)
            if (r.part == part) return &r;
        return nullptr;
    }

    bool is_duplicate() {
        const auto* before = report_of(part_.part);
        if (before != nullptr && before->run_id == part_.run_id) return true;
        query q(connection_, "SELECT 1 FROM run WHERE tenant = ? AND prober = ? AND run_id = ? AND part = ?", tenant_,
                in_.prober, part_.run_id, part_.part);
        return q.next();
    }

    /// Parts of one run are told apart by nothing but their rounding: only other runs count. What is as new but for the
    /// rounding becomes as new.
    bool is_older_than_kept() {
        auto newest = observed_at_;
        for (const auto& r : reports_)
            if (r.run_id != part_.run_id && r.observed_at <= in_.received_at + clock_slack)
                newest = std::max(newest, r.observed_at);
        if (newest > observed_at_ + age_rounding) return true;
        observed_at_ = newest;
        return false;
    }

    void replace_states() {
        read_targets();
        // Grouped by target, in the order of the report.
        std::vector<std::pair<const std::string*, std::vector<const reported_finding*>>> groups;
        std::unordered_map<std::string_view, std::size_t> group_of;
        for (const auto& f : part_.findings) {
            const auto [at, is_new] = group_of.emplace(f.target, groups.size());
            if (is_new) groups.push_back({&f.target, {}});
            groups[at->second].second.push_back(&f);
        }
        for (const auto& [target, findings] : groups)
            replace_target(*target, findings);

        std::unordered_set<std::string_view> of_run;
        if (part_.targets) of_run.insert(part_.targets->begin(), part_.targets->end());
        for (const auto& [target, holder] : targets_) {
            if (group_of.count(target) != 0) continue;
            if (part_.targets && of_run.count(target) == 0)
                remove_target(target, holder);
            else if (holder == part_.part)
                let_go(target, report_of(part_.part));
        }
        forget_digests();
    }

    void read_targets() {
        query q(connection_, "SELECT target, part FROM prober_target WHERE tenant = ? AND prober = ?", tenant_,
                in_.prober);
        while (q.next()) {
            auto target = q.text();
            targets_.emplace(std::move(target), static_cast<unsigned>(q.number()));
        }
    }

    void replace_target(const std::string& target, const std::vector<const reported_finding*>& findings) {
        std::vector<kept_state> kept;
        const auto known = targets_.find(target);
        if (known == targets_.end()) {
            run(connection_, "INSERT INTO prober_target (tenant, prober, target, part) VALUES (?, ?, ?, ?)", tenant_,
                in_.prober, target, part_.part);
            // The last part's list of targets was about a run without it.
            if (!part_.targets) last_part_unsettled_ = true;
        } else {
            kept = read_states(target);
            if (known->second != part_.part) {
                run(connection_, "UPDATE prober_target SET part = ? WHERE tenant = ? AND prober = ? AND target = ?",
                    part_.part, tenant_, in_.prober, target);
                unsettled_.insert(known->second);
            }
        }
        std::unordered_map<std::string_view, kept_state*> kept_by_flow;
        for (auto& state : kept)
            kept_by_flow.emplace(state.flow, &state);
        std::unordered_set<std::string_view> seen;
        for (const auto* f : findings) {
            if (!seen.insert(f->flow).second) continue; // said twice: the first counts
            const auto before = kept_by_flow.find(f->flow);
            if (before == kept_by_flow.end())
                add_state(*f);
            else
                change_state(*before->second, *f);
        }
        for (const auto& state : kept)
            if (!state.still_there) remove_state(target, state);
    }

    std::vector<kept_state> read_states(const std::string& target) {
        std::vector<kept_state> states;
        query q(connection_,
                "SELECT rowid, flow, finding, counts_as, essence FROM flow_state"
                " WHERE tenant = ? AND prober = ? AND target = ?",
                tenant_, in_.prober, target);
        while (q.next())
            states.push_back({q.number(), q.text(), q.text(), q.text(), q.text()});
        return states;
    }

    void add_state(const reported_finding& f) {
        const auto counts_as = to_string(f.counts());
        run(connection_,
            "INSERT INTO flow_state (tenant, prober, target, flow, from_role, to_role, protocol, ports, finding,"
            " outcome, counts_as, required, installed, since, seen_at, essence, text, advice, detail)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            tenant_, in_.prober, f.target, f.flow, f.from, f.to, f.protocol, f.ports, to_string(f.finding),
            to_string(f.outcome), counts_as, f.required, f.installed, observed_at_, observed_at_,
            short_digest(f.essence), f.text, f.advice, f.detail);
        count("", counts_as);
        ++result_.changed;
    }

    void change_state(kept_state& before, const reported_finding& f) {
        before.still_there = true;
        const auto finding = to_string(f.finding);
        const auto counts_as = to_string(f.counts());
        const auto essence = short_digest(f.essence);
        const bool same = before.finding == finding && before.counts_as == counts_as;
        if (same && before.essence == essence) return;
        // To name a column that an index has moves its entry, even where it stays what it is.
        if (same)
            run(connection_,
                "UPDATE flow_state SET from_role = ?, to_role = ?, protocol = ?, ports = ?, outcome = ?, required = ?,"
                " installed = ?, seen_at = ?, essence = ?, text = ?, advice = ?, detail = ? WHERE rowid = ?",
                f.from, f.to, f.protocol, f.ports, to_string(f.outcome), f.required, f.installed, observed_at_, essence,
                f.text, f.advice, f.detail, before.row);
        else
            run(connection_,
                "UPDATE flow_state SET from_role = ?, to_role = ?, protocol = ?, ports = ?, outcome = ?, required = ?,"
                " installed = ?, seen_at = ?, essence = ?, text = ?, advice = ?, detail = ?, since = ?, counts_as = ?,"
                " finding = ? WHERE rowid = ?",
                f.from, f.to, f.protocol, f.ports, to_string(f.outcome), f.required, f.installed, observed_at_, essence,
                f.text, f.advice, f.detail, observed_at_, counts_as, finding, before.row);
        count(before.counts_as, counts_as);
        ++result_.changed;
        if (!same) add_transition(f.target, before, finding, counts_as, f.text);
    }

    void remove_state(const std::string& target, const kept_state& before) {
        run(connection_, "DELETE FROM flow_state WHERE rowid = ?", before.row);
        count(before.counts_as, "");
        ++result_.changed;
        add_transition(target, before, "gone", to_string(outcome::skip), "No longer part of this prober's run.");
    }

    void remove_target(const std::string& target, unsigned holder) {
        for (const auto& state : read_states(target))
            remove_state(target, state);
        run(connection_, "DELETE FROM prober_target WHERE tenant = ? AND prober = ? AND target = ?", tenant_,
            in_.prober, target);
        unsettled_.insert(holder);
    }

    /// A part came without a target that it had, or comes no more: the target may be in another part, which is yet to
    /// come or was lost. Its states stay, as `holder` has seen them last.
    void let_go(const std::string& target, const kept_report* holder) {
        if (holder != nullptr)
            run(connection_,
                "UPDATE flow_state SET seen_at = max(seen_at, ?) WHERE tenant = ? AND prober = ? AND target = ?",
                holder->observed_at, tenant_, in_.prober, target);
        run(connection_, "UPDATE prober_target SET part = 0 WHERE tenant = ? AND prober = ? AND target = ?", tenant_,
            in_.prober, target);
    }

    void add_transition(const std::string& target, const kept_state& before, std::string_view finding,
                        std::string_view counts_as, const std::string& text) {
        transition_row t;
        t.prober = in_.prober;
        t.host = part_.host.empty() ? host_ : part_.host;
        t.site = site_;
        t.flow = before.flow;
        t.target = target;
        t.from_finding = before.finding;
        t.from_outcome = before.counts_as;
        t.to_finding = finding;
        t.to_outcome = counts_as;
        t.text = text;
        t.at = observed_at_;
        run(connection_,
            "INSERT INTO transition (tenant, prober, target, flow, from_finding, from_outcome, to_finding, to_outcome,"
            " text, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            tenant_, t.prober, t.target, t.flow, t.from_finding, t.from_outcome, t.to_finding, t.to_outcome, t.text,
            t.at);
        t.id = connection_.last_id();

        const auto fail = to_string(outcome::fail);
        auto& day = today();
        if (counts_as == fail && before.counts_as != fail)
            ++day.broke;
        else if (before.counts_as == fail &&
                 (counts_as == to_string(outcome::pass) || counts_as == to_string(outcome::warn)))
            ++day.healed; // and not what is gone, accepted, or merely unknown now
        else
            ++day.changed;
        result_.transitions.push_back(std::move(t));
    }

    /// One state more of `after` and one less of `before`; empty: there is none.
    void count(std::string_view before, std::string_view after) {
        if (before == after) return;
        if (const auto o = parse_outcome(before)) --counts_[static_cast<std::size_t>(*o)];
        if (const auto o = parse_outcome(after)) ++counts_[static_cast<std::size_t>(*o)];
    }

    std::int64_t counted(outcome o) const { return counts_[static_cast<std::size_t>(o)]; }

    void write_counts() {
        if (counts_ != decltype(counts_){})
            run(connection_,
                "UPDATE prober SET pass = pass + ?, warn = warn + ?, unknown = unknown + ?, fail = fail + ?,"
                " skip = skip + ? WHERE tenant = ? AND id = ?",
                counted(outcome::pass), counted(outcome::warn), counted(outcome::unknown), counted(outcome::fail),
                counted(outcome::skip), tenant_, in_.prober);
        if (counted(outcome::fail) != 0) today().failing += counted(outcome::fail);
        if (!part_.host.empty() && part_.host != host_)
            run(connection_, "UPDATE prober SET host = ? WHERE tenant = ? AND id = ?", part_.host, tenant_, in_.prober);
    }

    /// Other parts whose last words no longer are what is kept: the same words again must be read again.
    void forget_digests() {
        for (const auto& r : reports_)
            if (r.part != part_.part && (unsettled_.count(r.part) != 0 || (last_part_unsettled_ && r.part == r.parts)))
                run(connection_, "UPDATE prober_report SET digest = '' WHERE tenant = ? AND prober = ? AND part = ?",
                    tenant_, in_.prober, r.part);
    }

    /// The run has fewer parts than the one before.
    void drop_parts_beyond() {
        for (const auto& r : reports_) {
            if (r.part <= part_.parts) continue;
            for (const auto& target : targets_of(r.part))
                let_go(target, &r);
            counts_[static_cast<std::size_t>(outcome::unknown)] -= r.unseen;
            run(connection_, "DELETE FROM prober_report WHERE tenant = ? AND prober = ? AND part = ?", tenant_,
                in_.prober, r.part);
        }
    }

    std::vector<std::string> targets_of(unsigned part) {
        std::vector<std::string> targets;
        query q(connection_, "SELECT target FROM prober_target WHERE tenant = ? AND prober = ? AND part = ?", tenant_,
                in_.prober, part);
        while (q.next())
            targets.push_back(q.text());
        return targets;
    }

    void write_report(bool is_known) {
        const auto skew = in_.prober_clock
                              ? *in_.prober_clock -
                                    std::chrono::floor<std::chrono::seconds>(in_.received_at.time_since_epoch()).count()
                              : 0;
        const auto matrix = part_.matrix_id + " " + part_.matrix_version;
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
        run(connection_, is_known ? change_row : add_row, part_.parts, part_.run_id, digest_, in_.received_at,
            observed_at_, part_.fairway, to_string(part_.phase), matrix, roles, part_.interval_s, skew, in_.spool,
            in_.dropped, part_.complete, static_cast<std::int64_t>(part_.unseen), tenant_, in_.prober, part_.part);
    }

    day_changes::change& today() { return days_.of(utc_date(observed_at_)); }

    connection& connection_;
    const std::string& tenant_;
    const incoming_part& in_;
    const reported_part& part_;
    const std::string& digest_;
    day_changes& days_;
    wall_time observed_at_;
    std::string site_, host_;
    std::vector<kept_report> reports_;
    std::unordered_map<std::string, unsigned> targets_; ///< as they were before: the part that holds each
    std::unordered_set<unsigned> unsettled_;
    bool last_part_unsettled_ = false;
    std::array<std::int64_t, 5> counts_{}; ///< by outcome: how many states more count so
    ingested result_;
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
            results.push_back(arrival(c, tenant_, parts[i], digests[i], days).keep());
        days.write(c, tenant_);
        return results;
    });
}

} // namespace fairway::collector
