#pragma once

#include "collector/store/store.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fairway::collector {

// The rules by which parts of reports become states and transitions. Values in, values out: a store reads what is kept,
// asks decide(), and carries out what it says. Reading takes three steps, so that a part that says nothing new costs
// one row and not all of them: the head of the prober, then its targets, then the states of some targets.

/// The last report of a prober, one part of it.
struct kept_part {
    unsigned part = 1, parts = 1;
    std::string run_id;
    std::string digest; ///< empty: the next one must be read, whatever it says
    wall_time observed_at;
    std::int64_t unseen = 0;
    std::string matrix = {}; ///< what the run was checked against, as names_of() has it; empty: not known
};

struct kept_state {
    std::string target, flow, finding, counts_as;
    std::string essence;     ///< as essence_digest()
    std::string weight = {}; ///< as reported_finding has it; empty: not known
};

/// What a store has of one prober before a part of its report is kept.
struct kept_prober {
    // The head: needed always.
    bool revoked = false;
    std::string site, host;
    std::vector<kept_part> parts;
    bool has_seen_part = false; ///< this part of this run has changed something before

    // Where needs_targets() says so: all targets, and the part that each came with last. 0: its part has come again
    // without it.
    std::unordered_map<std::string, unsigned> targets;
    // Of those targets that concerned_targets() names: all their states.
    std::vector<kept_state> states;
};

/// What makes a part the same as the one before, whatever its run and times.
std::string digest_of(const reported_part& part);
/// The same for one finding: half as long, which is enough to tell changes.
std::string essence_digest(const reported_finding& f);

/// Whether decide() needs the prober's targets.
bool needs_targets(const kept_prober& kept, const incoming_part& in, const std::string& digest);
/// The targets whose states decide() needs: those that the part mentions, and those that it ends. The views are into
/// `kept` and `in`.
std::vector<std::string_view> concerned_targets(const kept_prober& kept, const incoming_part& in,
                                                const std::string& digest);

struct held_target {
    std::string target;
    bool is_new = false;
};
/// A target that no part holds now: it may be in another one, which is yet to come or was lost. Its states stay, as
/// they were seen last.
struct let_go_target {
    std::string target;
    std::optional<wall_time> seen_at; ///< they were seen then, or later
};
// Positions are of kept_prober::states and of reported_part::findings.
struct added_state {
    std::size_t finding;
    std::string essence; ///< what is kept of it
};
struct changed_state {
    std::size_t state, finding;
    std::string essence;
    bool moved = false; ///< finding or outcome are other ones: "since" begins anew
};

/// Flows that failed or changed on the day of the run.
struct day_change {
    std::int64_t broke = 0, healed = 0, changed = 0;
    std::int64_t failing = 0; ///< more or fewer flows that fail, from this day on

    day_change& operator+=(const day_change& more);
    bool operator==(const day_change&) const = default;
};

/// What one part does. To be carried out in the order of the members, in one transaction.
struct changes {
    ingested::result outcome = ingested::result::stored;
    bool keeps_report = false; ///< false: nothing below has anything in it; it was seen before, or is too old
    wall_time observed_at;     ///< when its run ended, by our clock

    std::vector<held_target> held; ///< come with this part from now on
    std::vector<added_state> added;
    std::vector<changed_state> changed;
    std::vector<std::size_t> removed;         ///< states
    std::vector<std::string> removed_targets; ///< all states of theirs are in `removed`
    std::vector<let_go_target> let_go;
    bool remember_part = false; ///< so that it is known even when a newer one has come since

    std::vector<unsigned> unsettled; ///< parts whose digest no longer is what is kept: it becomes empty
    std::vector<unsigned> dropped;   ///< parts that the run no longer has

    std::array<std::int64_t, 5> counts{};    ///< by outcome: how many flows more count so
    std::string host;                        ///< its new name; empty: the old one
    std::vector<transition_row> transitions; ///< without id
    day_change day;                          ///< of the day of observed_at
    bool report_is_new = false;              ///< there was no report of this part
    std::int64_t skew_s = 0;                 ///< the prober's clock minus ours

    std::size_t changed_states() const { return added.size() + changed.size() + removed.size(); }
};

/// Duplicates and reports that are older than what is kept change nothing; the others replace the states of their
/// targets, and each finding or outcome that becomes another one is a transition. What a prober says while nothing is
/// known of it is where it starts, and no transition. Nor is a flow that is gone once the prober's matrices are other
/// ones: the newer page does not require it. What a newer page requires is "new", even if it fails; what counts
/// otherwise only because its matrix weighs it otherwise is "page-changed", and neither broke nor healed.
changes decide(const kept_prober& kept, const incoming_part& in, const std::string& digest);

} // namespace fairway::collector
