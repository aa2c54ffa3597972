#include "agent/service/metrics.hpp"

#include "support/exposition.hpp"

#include <algorithm>

namespace fairway {

namespace {

double seconds(std::chrono::milliseconds time) {
    return static_cast<double>(time.count()) / 1000;
}

double seconds_between(wall_time from, wall_time to) {
    return seconds(std::chrono::duration_cast<std::chrono::milliseconds>(to - from));
}

} // namespace

std::string render_metrics(const service_status& s, wall_time now) {
    const auto number = [](auto n) { return static_cast<double>(n); };
    exposition text;
    text.family("fairway_build_info", "gauge", "Version of the prober.").sample(1, {{"version", s.fairway}});
    text.family("fairway_start_time_seconds", "gauge", "When the service started, in Unix time.")
        .sample(seconds_between(wall_time(), s.started_at));
    text.family("fairway_interval_seconds", "gauge", "Time between the starts of two runs.")
        .sample(number(s.interval.count()));
    text.family("fairway_runs_total", "counter", "Runs since the service started, by result.")
        .sample(number(s.runs.completed), {{"result", "completed"}})
        .sample(number(s.runs.interrupted), {{"result", "interrupted"}})
        .sample(number(s.runs.broken), {{"result", "broken"}})
        .sample(number(s.runs.skipped), {{"result", "skipped"}});
    text.family("fairway_flaps_total", "counter", "Changes that the recheck did not confirm.")
        .sample(number(s.runs.flaps));
    if (s.last) {
        const auto& c = s.last->counts;
        text.family("fairway_findings", "gauge", "Findings of the last complete run, by outcome.")
            .sample(number(c.pass), {{"outcome", "pass"}})
            .sample(number(c.warn), {{"outcome", "warn"}})
            .sample(number(c.unknown), {{"outcome", "unknown"}})
            .sample(number(c.fail), {{"outcome", "fail"}})
            .sample(number(c.skip), {{"outcome", "skip"}});
        text.family("fairway_last_run_duration_seconds", "gauge",
                    "Duration of the last complete run, recheck included.")
            .sample(seconds(s.last->lasted));
        text.family("fairway_last_run_age_seconds", "gauge", "Time since the start of the last complete run.")
            .sample(seconds_between(s.last->started_at, now));
    }
    if (s.next_run)
        text.family("fairway_next_run_seconds", "gauge", "Time until the next run; 0: it is due.")
            .sample(std::max(0.0, seconds_between(now, *s.next_run)));
    text.family("fairway_spool_files", "gauge", "Report files waiting for the collector.")
        .sample(number(s.spool.files));
    text.family("fairway_spool_bytes", "gauge", "Bytes of reports waiting for the collector.")
        .sample(number(s.spool.bytes));
    text.family("fairway_reports_dropped_total", "counter", "Reports dropped at the limits of the spool.")
        .sample(number(s.spool.dropped));
    text.family("fairway_reports_refused_total", "counter", "Reports that the collector rejected.")
        .sample(number(s.spool.refused));
    text.family("fairway_reports_damaged_total", "counter", "Report files that were damaged.")
        .sample(number(s.spool.damaged));
    text.family("fairway_collector_enrolled", "gauge", "1 if this prober reports to a collector.")
        .sample(s.collector.url.empty() ? 0 : 1);
    if (s.collector.url.empty()) return text.text();
    text.family("fairway_reports_sent_total", "counter",
                "Reports that the collector accepted since the service started.")
        .sample(number(s.collector.sent));
    text.family("fairway_collector_reachable", "gauge",
                "1 if the last attempt reached a collector that accepts this prober.")
        .sample(s.collector.reached() ? 1 : 0);
    if (s.collector.last_success)
        text.family("fairway_last_report_age_seconds", "gauge", "Time since the collector accepted a report.")
            .sample(std::max(0.0, seconds_between(*s.collector.last_success, now)));
    return text.text();
}

} // namespace fairway
