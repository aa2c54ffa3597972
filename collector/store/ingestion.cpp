#include "collector/store/ingestion.hpp"

#include "collector/store/transition_kind.hpp"
#include "matrix/flow_weight.hpp"
#include "support/secret.hpp"

#include <algorithm>
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

const kept_part* part_of(const kept_prober& kept, unsigned part) {
    for (const auto& p : kept.parts)
        if (p.part == part) return &p;
    return nullptr;
}

bool is_duplicate(const kept_prober& kept, const reported_part& part) {
    const auto* before = part_of(kept, part.part);
    return kept.has_seen_part || (before != nullptr && before->run_id == part.run_id);
}

/// When the run ended, by our clock; nothing if a newer one is stored. Parts of one run are told apart by nothing but
/// their rounding: only other runs count. What is as new but for the rounding becomes as new.
std::optional<wall_time> observed_at(const kept_prober& kept, const incoming_part& in) {
    // What is older than any spool counts as no older than that; but not as newer than what it came before.
    const auto ended = in.received_at - std::max(in.age, 0s);
    auto newest = ended;
    for (const auto& p : kept.parts)
        if (p.run_id != in.part.run_id && p.observed_at <= in.received_at + clock_slack)
            newest = std::max(newest, p.observed_at);
    if (newest > ended + age_rounding) return std::nullopt;
    return std::max(newest, in.received_at - oldest_report);
}

bool says_something_new(const kept_prober& kept, const incoming_part& in, const std::string& digest) {
    const auto* before = part_of(kept, in.part.part);
    return before == nullptr || before->digest != digest;
}

/// The targets that the part lists as all of its run's; only a last part does.
std::unordered_set<std::string_view> listed_targets(const reported_part& part) {
    std::unordered_set<std::string_view> listed;
    if (part.targets) listed.insert(part.targets->begin(), part.targets->end());
    return listed;
}

/// Findings by target, both in the order of the report.
struct target_findings {
    std::string_view target;
    std::vector<std::size_t> findings;
};
std::vector<target_findings> by_target(const reported_part& part) {
    std::vector<target_findings> groups;
    std::unordered_map<std::string_view, std::size_t> group_of;
    for (std::size_t i = 0; i < part.findings.size(); ++i) {
        const std::string_view target = part.findings[i].target;
        const auto [at, is_new] = group_of.emplace(target, groups.size());
        if (is_new) groups.push_back({target, {}});
        groups[at->second].findings.push_back(i);
    }
    return groups;
}

/// The decision about a part that is neither a duplicate nor too old, while it is being made.
class decision {
  public:
    decision(const kept_prober& kept, const incoming_part& in, wall_time observed)
        : kept_(kept), prober_(in.prober), part_(in.part), before_(part_of(kept, in.part.part)) {
        result_.keeps_report = true;
        result_.observed_at = observed;
        result_.report_is_new = before_ == nullptr;
        // A prober's first run, in all its parts, is where it starts: there are no transitions yet.
        const bool one_run =
            std::all_of(kept.parts.begin(), kept.parts.end(), [&](const auto& p) { return p.run_id == part_.run_id; });
        is_beginning_ = kept.targets.empty() || one_run;
        const auto matrix = names_of(in.part.matrices);
        const auto has_other = [&](const kept_part& p) { return !p.matrix.empty() && p.matrix != matrix; };
        // Parts of this run that came before this one have its matrices already.
        has_other_matrices_ =
            before_ != nullptr ? has_other(*before_) : std::any_of(kept.parts.begin(), kept.parts.end(), has_other);
    }

    void replace_states() {
        result_.remember_part = true;
        std::unordered_map<std::string_view, std::vector<std::size_t>> states;
        for (std::size_t i = 0; i < kept_.states.size(); ++i)
            states[kept_.states[i].target].push_back(i);
        std::unordered_set<std::string_view> spoken_of;
        for (const auto& group : by_target(part_)) {
            spoken_of.insert(group.target);
            hold(part_.findings[group.findings.front()].target);
            replace_target(group, states[group.target]);
        }
        const auto listed = listed_targets(part_);
        for (const auto& [target, holder] : kept_.targets) {
            if (spoken_of.count(target) != 0) continue;
            if (part_.targets && listed.count(target) == 0)
                remove_target(target, holder, states[target]);
            else if (holder == part_.part)
                let_go(target, before_);
        }
        // Other parts whose last words no longer are what is kept: the same words again must be read again.
        for (const auto& p : kept_.parts)
            if (p.part != part_.part && (unsettled_.count(p.part) != 0 || (last_part_unsettled_ && p.part == p.parts)))
                result_.unsettled.push_back(p.part);
    }

    /// The run has fewer parts than the one before.
    void drop_parts_beyond() {
        for (const auto& p : kept_.parts) {
            if (p.part <= part_.parts) continue;
            for (const auto& [target, holder] : kept_.targets)
                if (holder == p.part && moved_targets_.count(target) == 0) let_go(target, &p);
            count(outcome::unknown, -p.unseen);
            result_.dropped.push_back(p.part);
        }
    }

    changes finished() {
        count(outcome::unknown, static_cast<std::int64_t>(part_.unseen) - (before_ == nullptr ? 0 : before_->unseen));
        result_.day.failing = result_.counts[static_cast<std::size_t>(outcome::fail)];
        if (!part_.host.empty() && part_.host != kept_.host) result_.host = part_.host;
        return std::move(result_);
    }

  private:
    void hold(const std::string& target) {
        const auto known = kept_.targets.find(target);
        if (known == kept_.targets.end()) {
            result_.held.push_back({target, true});
            // The last part's list of targets was about a run without it.
            if (!part_.targets) last_part_unsettled_ = true;
        } else if (known->second != part_.part) {
            result_.held.push_back({target, false});
            unsettled_.insert(known->second);
        }
        moved_targets_.insert(target);
    }

    void replace_target(const target_findings& group, const std::vector<std::size_t>& states) {
        std::unordered_map<std::string_view, std::size_t> state_of;
        for (const auto i : states)
            state_of.emplace(kept_.states[i].flow, i);
        std::unordered_set<std::string_view> seen;
        for (const auto i : group.findings) {
            const auto& f = part_.findings[i];
            if (!seen.insert(f.flow).second) continue; // given twice: the first counts
            const auto before = state_of.find(f.flow);
            if (before == state_of.end())
                add(i);
            else
                change(before->second, i);
        }
        for (const auto i : states)
            if (seen.count(kept_.states[i].flow) == 0) remove(i);
    }

    void add(std::size_t finding) {
        const auto& f = part_.findings[finding];
        result_.added.push_back({finding, essence_digest(f)});
        count(f.counts(), 1);
        if (is_beginning_) return;
        tell_day(add_transition({f.target, f.flow, std::string(new_finding), std::string(to_string(outcome::skip)), {}},
                                to_string(f.finding), to_string(f.counts()), f.text));
    }

    void change(std::size_t state, std::size_t finding) {
        const auto& before = kept_.states[state];
        const auto& f = part_.findings[finding];
        const auto counts_as = to_string(f.counts());
        const bool moved = before.finding != to_string(f.finding) || before.counts_as != counts_as;
        auto essence = essence_digest(f);
        if (!moved && before.essence == essence) return;
        result_.changed.push_back({state, finding, std::move(essence), moved});
        if (!moved) return;
        count_word(before.counts_as, -1);
        count(f.counts(), 1);
        auto& t = add_transition(before, to_string(f.finding), counts_as, f.text);
        if (is_by_page(before, f)) {
            t.by_page = true;
            t.text = "The page changed: " + before.weight + ", then " + f.weight + ". " + f.text;
        }
        tell_day(t);
    }

    /// Whether the network is as it was, and the flow counts otherwise by another matrix.
    bool is_by_page(const kept_state& before, const reported_finding& f) const {
        if (!has_other_matrices_ || before.weight.empty() || before.weight == f.weight) return false;
        const auto was = parse_finding_kind(before.finding);
        return was && before.counts_as != to_string(f.counts()) && reach_alike(*was, f.finding);
    }

    void remove(std::size_t state) {
        const auto& before = kept_.states[state];
        result_.removed.push_back(state);
        count_word(before.counts_as, -1);
        if (has_other_matrices_) return;
        tell_day(
            add_transition(before, gone_finding, to_string(outcome::skip), "No longer part of this prober's run."));
    }

    void remove_target(const std::string& target, unsigned holder, const std::vector<std::size_t>& states) {
        for (const auto i : states)
            remove(i);
        result_.removed_targets.push_back(target);
        moved_targets_.insert(target);
        unsettled_.insert(holder);
    }

    void let_go(const std::string& target, const kept_part* holder) {
        result_.let_go.push_back({target, holder == nullptr ? std::nullopt : std::optional(holder->observed_at)});
        moved_targets_.insert(target);
    }

    transition_row& add_transition(const kept_state& before, std::string_view finding, std::string_view counts_as,
                                   const std::string& text) {
        auto& t = result_.transitions.emplace_back();
        t.host = part_.host.empty() ? kept_.host : part_.host;
        t.site = kept_.site;
        t.prober = prober_;
        t.flow = before.flow;
        t.target = before.target;
        t.from_finding = before.finding;
        t.from_outcome = before.counts_as;
        t.to_finding = finding;
        t.to_outcome = counts_as;
        t.text = text;
        t.at = result_.observed_at;
        return t;
    }

    void tell_day(const transition_row& t) {
        switch (kind_of(t)) {
        case transition_kind::broke: ++result_.day.broke; break;
        case transition_kind::healed: ++result_.day.healed; break;
        case transition_kind::changed:
        case transition_kind::page_changed:
        case transition_kind::gone:
        case transition_kind::added: ++result_.day.changed; break;
        }
    }

    void count(outcome o, std::int64_t more) { result_.counts[static_cast<std::size_t>(o)] += more; }
    void count_word(std::string_view word, std::int64_t more) {
        if (const auto o = parse_outcome(word)) count(*o, more);
    }

    const kept_prober& kept_;
    const std::string& prober_;
    const reported_part& part_;
    const kept_part* before_; ///< this part, as it came last
    bool is_beginning_ = false;
    bool has_other_matrices_ = false;                    ///< than this part had when it came last
    std::unordered_set<std::string_view> moved_targets_; ///< their part is another one by now, or none
    std::unordered_set<unsigned> unsettled_;
    bool last_part_unsettled_ = false;
    changes result_;
};

std::int64_t skew_of(const incoming_part& in) {
    if (!in.prober_clock) return 0;
    return *in.prober_clock - std::chrono::floor<std::chrono::seconds>(in.received_at.time_since_epoch()).count();
}

} // namespace

day_change& day_change::operator+=(const day_change& more) {
    broke += more.broke;
    healed += more.healed;
    changed += more.changed;
    failing += more.failing;
    return *this;
}

std::string digest_of(const reported_part& part) {
    std::string all;
    std::size_t size = part.essence.size() + 16;
    for (const auto& f : part.findings)
        size += f.essence.size() + 16;
    all.reserve(size);
    // Each with its length in front, so that no two lists give the same text.
    const auto add = [&](const std::string& text) { all.append(std::to_string(text.size())).append(":").append(text); };
    add(part.essence);
    for (const auto& f : part.findings)
        add(f.essence);
    return sha256_hex(all);
}

std::string essence_digest(const reported_finding& f) {
    return sha256_hex(f.essence).substr(0, 32);
}

bool needs_targets(const kept_prober& kept, const incoming_part& in, const std::string& digest) {
    if (kept.revoked || is_duplicate(kept, in.part) || !observed_at(kept, in)) return false;
    return says_something_new(kept, in, digest) ||
           std::any_of(kept.parts.begin(), kept.parts.end(), [&](const auto& p) { return p.part > in.part.parts; });
}

std::vector<std::string_view> concerned_targets(const kept_prober& kept, const incoming_part& in,
                                                const std::string& digest) {
    std::vector<std::string_view> concerned;
    if (!says_something_new(kept, in, digest)) return concerned;
    std::unordered_set<std::string_view> spoken_of;
    for (const auto& f : in.part.findings)
        spoken_of.insert(f.target);
    const auto listed = listed_targets(in.part);
    for (const auto& [target, holder] : kept.targets)
        if (spoken_of.count(target) != 0 || (in.part.targets && listed.count(target) == 0)) concerned.push_back(target);
    return concerned;
}

changes decide(const kept_prober& kept, const incoming_part& in, const std::string& digest) {
    const auto nothing = [](ingested::result outcome) {
        changes none;
        none.outcome = outcome;
        return none;
    };
    if (kept.revoked) return nothing(ingested::result::revoked);
    if (is_duplicate(kept, in.part)) return nothing(ingested::result::duplicate);
    const auto observed = observed_at(kept, in);
    // An old report that arrives late: it loses history, never the present.
    if (!observed) return nothing(ingested::result::outdated);

    decision made(kept, in, *observed);
    if (says_something_new(kept, in, digest)) made.replace_states();
    made.drop_parts_beyond();
    auto result = made.finished();
    result.skew_s = skew_of(in);
    return result;
}

} // namespace fairway::collector
