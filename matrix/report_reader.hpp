#pragma once

#include "matrix/finding.hpp"
#include "matrix/plan.hpp"
#include "matrix/report.hpp"
#include "matrix/report_limits.hpp"
#include "text/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// One flow to one target, as a collector keeps it. Texts are empty if the report has null.
struct reported_finding {
    std::string flow, from, to, target, protocol, ports, text, advice, question, purpose;
    bool installed = true;
    bool required = true;
    bool accepted = false;
    std::string weight; ///< How much it counts by its matrix, as to_string(flow_weight) has it.
    finding_kind finding = finding_kind::not_run;
    fairway::outcome outcome = outcome::unknown;
    std::optional<fairway::blocker> blocker;
    std::string detail;  ///< The whole finding as it came, JSON.
    std::string essence; ///< Equal where nothing changed but times, round trips and which ports a sample took.

    /// What it counts as: accepted ones as skip.
    fairway::outcome counts() const { return accepted ? outcome::skip : outcome; }
};

/// One part of a report as it arrived, checked.
struct reported_part {
    std::string run_id, fairway, host, stand_in_for;
    host_labels labels;
    std::vector<std::string> roles;
    unsigned part = 1, parts = 1;
    fairway::phase phase = phase::operation;
    bool complete = true;
    std::vector<matrix_source> matrices;
    std::string started_at;
    std::uint64_t duration_ms = 0;
    std::uint32_t interval_s = 0; ///< 0: not scheduled
    summary counts;               ///< of the whole run, as it says itself
    std::vector<reported_finding> findings;
    std::optional<std::vector<std::string>> targets; ///< of the whole run; in its last part only
    std::size_t unseen = 0;                          ///< how many of not_probed wait for a line in the site file
    std::string not_probed, notes;                   ///< lists as compact JSON
    std::string essence;                             ///< of the header, as of a finding
};

/// Reads one part of a report (fairway-report/1) from an untrusted sender, within report_limits: UTF-8 without comments
/// or duplicate keys, names without control characters. Unknown keys are ignored: a later 1.x may add some. In lists,
/// the first problem is the last one: a hundred thousand findings may be wrong in the same way.
read_result<reported_part> read_reported_part(std::string_view json);

} // namespace fairway
