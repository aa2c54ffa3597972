#pragma once

#include "matrix/finding.hpp"
#include "matrix/plan.hpp"
#include "matrix/problem.hpp"
#include "matrix/report.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// The most that is read of one part of a report; to_parts() keeps to it. Sizes are bytes.
namespace report_limits {
inline constexpr std::size_t bytes = 8 * 1024 * 1024;
inline constexpr int depth = 16;
inline constexpr std::size_t values = 1'000'000; ///< of JSON, of every kind
inline constexpr std::size_t parts = 1000;
inline constexpr std::size_t findings = 100'000;
inline constexpr std::size_t targets = 100'000; ///< as many as a site file may have hosts
inline constexpr std::size_t roles = 64;
inline constexpr std::size_t name = 255;      ///< every id, word and name
inline constexpr std::size_t flow = 300;      ///< the id of a flow
inline constexpr std::size_t text = 8 * 1024; ///< text, advice, question, purpose, ports, each note
inline constexpr std::size_t detail = 256 * 1024;
} // namespace report_limits

/// One flow to one target, as a collector keeps it. Texts are empty where the report has null.
struct reported_finding {
    std::string flow, from, to, target, protocol, ports, text, advice, question, purpose;
    bool installed = true;
    bool required = true;
    bool accepted = false;
    finding_kind finding = finding_kind::not_run;
    fairway::outcome outcome = outcome::unknown;
    std::string detail;  ///< The whole finding as it came, JSON.
    std::string essence; ///< Equal where nothing changed but times, round trips and which ports a sample took.

    /// What it counts as: accepted ones as skip.
    fairway::outcome counts() const { return accepted ? outcome::skip : outcome; }
};

/// One part of a report as it arrived, checked.
struct reported_part {
    std::string run_id, fairway, host, stand_in_for;
    std::vector<std::string> roles;
    unsigned part = 1, parts = 1;
    fairway::phase phase = phase::operation;
    bool complete = true;
    std::string matrix_id, matrix_version, started_at;
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
