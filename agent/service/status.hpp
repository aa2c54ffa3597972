#pragma once

#include "matrix/report.hpp"
#include "support/clock_reading.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What the service does at the moment.
enum class service_activity : std::uint8_t { starting, waiting, probing, rechecking, stopped };
std::string_view to_string(service_activity a);
std::optional<service_activity> parse_activity(std::string_view word);

/// A finding that fails, or of which it is not known whether it does, as the status shows it.
struct failing_flow {
    std::string flow;
    std::string target;
    std::string finding; ///< the word
    std::string text;
};

/// The last run that was not interrupted.
struct last_run {
    std::string run_id;
    wall_time started_at;
    std::chrono::milliseconds lasted{0};
    summary counts;
    std::vector<failing_flow> failing; ///< the first `most_failing_shown`; counts.fail says how many there are
    std::vector<failing_flow> unknown; ///< likewise, with what waits for configuration; counts.unknown
    std::size_t rechecked = 0;         ///< findings that had changed and were rechecked
};
inline constexpr std::size_t most_failing_shown = 50;

/// The way to the collector, as far as the reporter knows.
struct collector_status {
    std::string url;      ///< empty: this prober reports to nobody
    std::string why_none; ///< then: why, in words
    std::optional<wall_time> last_success;
    std::string last_error;   ///< in words; empty: the last attempt reached it, or there was none
    std::string last_refusal; ///< of the last report that it answered for, in words; empty: it took that
    std::optional<wall_time> next_try;
    std::uint64_t sent = 0;                    ///< reports, since the service started
    std::vector<std::string> shared_with{};    ///< other machines that report with this identity: "web01 (10.0.0.7)"
    std::optional<wall_time> authority_ends{}; ///< the last CA by which it is trusted; nothing: not known

    /// Whether the last attempt came to a collector that lets this prober in.
    bool reached() const { return last_error.empty() && (last_success || !last_refusal.empty()); }
};

/// Reports that wait, and what became of others.
struct spool_status {
    std::size_t files = 0;
    std::uint64_t bytes = 0;
    // Since the state folder is there:
    std::uint64_t dropped = 0; ///< lost to the limits
    std::uint64_t refused = 0; ///< by the collector
    std::uint64_t damaged = 0; ///< could not be read back
    std::string problem;       ///< why the last report could not be kept, in words; empty: it could
};

/// Runs since the service started.
struct run_counts {
    std::uint64_t completed = 0;
    std::uint64_t interrupted = 0;
    std::uint64_t broken = 0;  ///< this machine could not probe
    std::uint64_t skipped = 0; ///< their time came while another run was at work, or while the machine slept
    std::uint64_t flaps = 0;   ///< changes that the recheck did not see again
};

/// All that the service tells of itself: what status.json has, and /metrics.
struct service_status {
    clock_reading as_of; ///< when all of this was true; its times are by the wall clock as it was then
    std::string fairway; ///< program version
    std::int64_t process = 0;
    std::string host;
    std::vector<std::string> roles;
    std::string matrix; ///< "veeam-agents@2026-04-16, veeam-backup@2026-05-26"
    std::string config; ///< its file
    std::chrono::seconds interval{0};
    std::string metrics; ///< where /metrics is, "127.0.0.1:9441"; empty: nowhere
    service_activity activity = service_activity::starting;
    wall_time started_at;
    std::optional<wall_time> next_run;
    std::optional<last_run> last;
    run_counts runs;
    std::string problem; ///< What is wrong with the service itself, in words; empty: nothing.
    collector_status collector;
    spool_status spool;
};

/// What a report says of its run, for the status.
last_run summary_of_run(const report& r, wall_time started_at, std::size_t rechecked);

/// If the wall clock was set since then: the same moments by the clock as it is now.
void follow_clock(service_status& s, const clock_reading& now);

/// Why what a running service has written says nothing of the present, in words: a run is overdue, or the clock was set
/// so that nobody can tell. Empty: it does.
std::string why_outdated(const service_status& s, wall_time now);

/// 0 running and nothing fails, 1 something fails, 3 not running, outdated, or not known yet.
int status_exit_code(const service_status& s, bool alive, wall_time now);

} // namespace fairway
