#include "agent/output/escape.hpp"
#include "agent/output/format.hpp"
#include "agent/output/report_words.hpp"
#include "support/exposition.hpp"
#include "support/utc_time.hpp"

#include <set>

namespace fairway {

namespace {

/// Each finding is a series: what fails comes first, and an endless plan must not flood the server.
constexpr std::size_t most_series = 5000;

} // namespace

std::string render_prometheus(const report& r, const output_style&) {
    const auto number = [](auto n) { return static_cast<double>(n); };
    const auto host = one_line(r.host);
    const auto phase = to_string(r.phase);
    exposition text;
    text.family("fairway_check_info", "gauge", "The last run of fairway check; always 1.")
        .sample(1, {{"host", host},
                    {"phase", phase},
                    {"matrix", one_line(names_of(r.matrices))},
                    {"version", one_line(r.fairway)}});
    if (const auto at = parse_utc_time(r.started_at))
        text.family("fairway_check_timestamp_seconds", "gauge", "When the last run started, in Unix time.")
            .sample(number(std::chrono::duration_cast<std::chrono::seconds>(at->time_since_epoch()).count()));
    text.family("fairway_check_duration_seconds", "gauge", "How long the last run took.")
        .sample(number(r.duration_ms) / 1000);
    text.family("fairway_check_complete", "gauge", "1 if the last run was complete, 0 if it was interrupted.")
        .sample(r.complete ? 1 : 0);
    const summary s = summarize(r);
    text.family("fairway_check_findings", "gauge", "Findings of the last run, by outcome.")
        .sample(number(s.pass), {{"outcome", "pass"}})
        .sample(number(s.warn), {{"outcome", "warn"}})
        .sample(number(s.unknown), {{"outcome", "unknown"}})
        .sample(number(s.fail), {{"outcome", "fail"}})
        .sample(number(s.skip), {{"outcome", "skip"}});
    text.family("fairway_check_findings_unchecked", "gauge",
                "Findings of the last run that stand on an answer of which nobody knows who gave it.")
        .sample(number(s.unchecked));
    const coverage c = coverage_of(r);
    text.family("fairway_check_ports_probed", "gauge", "Ports that the last run probed.").sample(number(c.probed));
    text.family("fairway_check_ports_required", "gauge", "Ports that the last run had to probe.").sample(number(c.of));

    std::set<std::pair<std::string, std::string>> told;
    text.family("fairway_check_finding", "gauge",
                "Each finding of the last run; always 1: the labels say what it is and what it counts as.");
    std::size_t left_out = 0;
    for (const auto* f : worst_first(r)) {
        const std::string flow = one_line(f->requirement.flow->id), target = one_line(f->requirement.target);
        if (told.size() == most_series || !told.emplace(flow, target).second) {
            ++left_out;
            continue;
        }
        text.sample(1, {{"flow", flow},
                        {"target", target},
                        {"finding", to_string(f->kind)},
                        {"outcome", to_string(counts_as(*f))}});
    }
    text.family("fairway_check_findings_left_out", "gauge", "Findings beyond the first 5000, which have no series.")
        .sample(number(left_out));
    return text.text();
}

} // namespace fairway
