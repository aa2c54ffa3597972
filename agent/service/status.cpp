#include "agent/service/status.hpp"

#include "support/command_line.hpp"

#include <array>
#include <utility>

namespace fairway {

namespace {

constexpr std::array<std::pair<service_activity, std::string_view>, 5> activity_words{{
    {service_activity::starting, "starting"},
    {service_activity::waiting, "waiting"},
    {service_activity::probing, "probing"},
    {service_activity::rechecking, "rechecking"},
    {service_activity::stopped, "stopped"},
}};

} // namespace

std::string_view to_string(service_activity a) {
    for (const auto& [value, word] : activity_words)
        if (value == a) return word;
    return "starting";
}

std::optional<service_activity> parse_activity(std::string_view word) {
    for (const auto& [value, known] : activity_words)
        if (known == word) return value;
    return std::nullopt;
}

last_run summary_of_run(const report& r, wall_time started_at, std::size_t rechecked) {
    last_run run;
    run.run_id = r.run_id;
    run.started_at = started_at;
    run.lasted = std::chrono::milliseconds(r.duration_ms);
    run.counts = summarize(r);
    run.rechecked = rechecked;
    for (const auto& f : r.findings)
        if (counts_as(f) == outcome::fail && run.failing.size() < most_failing_shown)
            run.failing.push_back(
                {f.requirement.flow->id, f.requirement.target, std::string(to_string(f.kind)), f.text});
    return run;
}

int status_exit_code(const service_status& s, bool alive) {
    if (!alive || !s.last) return exit_status::unsure;
    if (s.last->counts.fail > 0) return exit_status::failed;
    const bool troubled = !s.problem.empty() || !s.spool.problem.empty();
    return s.last->counts.unknown > 0 || troubled ? exit_status::unsure : exit_status::ok;
}

} // namespace fairway
