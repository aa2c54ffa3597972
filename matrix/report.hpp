#pragma once

#include "matrix/finding.hpp"
#include "matrix/plan.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace fairway {

struct summary {
    std::size_t pass = 0, warn = 0, unknown = 0, fail = 0, skip = 0;
    std::size_t unchecked = 0; ///< Of these, findings that stand on an answer of which nobody knows who gave it.

    bool operator==(const summary&) const = default;
};

/// All findings of one run of one host.
struct report {
    std::string run_id;  ///< unique, opaque
    std::string fairway; ///< program version
    std::string host;
    std::vector<std::string> roles;
    std::string stand_in_for; ///< empty: the host speaks for itself
    host_labels labels;       ///< Of the host whose flows these are: the one above, or the one it stands in for.
    fairway::phase phase = phase::onboarding;
    bool complete = true;                ///< False: interrupted; findings that were not reached are not-run.
    std::vector<matrix_source> matrices; ///< Of these its file has neither title nor date.
    std::string started_at;              ///< UTC, "2026-11-23T14:41:30Z"
    std::uint64_t duration_ms = 0;
    std::uint32_t interval_s = 0; ///< Seconds between scheduled runs; 0: not scheduled.
    std::vector<finding> findings;
    std::vector<not_probed> skipped;
    std::vector<std::string> notes; ///< Of the run as a whole, e.g. "no IPv6 route on this host".

    bool operator==(const report&) const = default;
};

/// How many ports of this finding were probed: not those of a name that did not resolve, or that were not reached.
std::size_t probed_ports(const finding& f);

/// Whether it has no finding and waits for no configuration: nothing was probed, and nothing is proven.
bool is_empty(const report& r);

/// Counts findings by outcome; needs-config counts as unknown, not-applicable as skip, accepted ones as skip. An empty
/// report counts as one unknown: it must not look like success.
summary summarize(const report& r);

/// Exit code of `check`: 0 nothing worse than warn, 1 something failed, 3 nothing failed but something is unknown or
/// the run is incomplete. `strict`: warn counts as fail.
int exit_code(const report& r, bool strict);

/// The report in its file format, schema fairway-report/1, as one part.
nlohmann::ordered_json to_json(const report& r);

// What such a file is made of, for whoever splits it.

/// What every part says of the run; the only part, until it is told otherwise.
nlohmann::ordered_json header_json(const report& r);
/// What only the last part says: what was not probed, the notes, and all targets.
void add_end(nlohmann::ordered_json& part, const report& r);
nlohmann::ordered_json to_json(const finding& f);

} // namespace fairway
