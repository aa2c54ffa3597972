#include "agent/service/status.hpp"

#include "support/command_line.hpp"
#include "support/duration.hpp"

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

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/// What a busy machine may need from the time of a run until it is written down that it began.
constexpr std::chrono::seconds a_little{15};
/// A service at work writes its status every 10 seconds, except while names are resolved or a recheck is waited for.
constexpr std::chrono::seconds longest_silence{120};

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
    const auto add = [](std::vector<failing_flow>& to, failing_flow one) {
        if (to.size() < most_failing_shown) to.push_back(std::move(one));
    };
    for (const auto& f : r.findings) {
        const auto o = counts_as(f);
        if (o == outcome::fail || o == outcome::unknown)
            add(o == outcome::fail ? run.failing : run.unknown,
                {f.requirement.flow->id, f.requirement.target, std::string(to_string(f.kind)), f.text});
    }
    for (const auto& n : r.skipped)
        if (n.why == skip_reason::needs_config) add(run.unknown, {n.flow, n.target, "needs-config", n.text});
    return run;
}

void follow_clock(service_status& s, const clock_reading& now) {
    const auto step = clock_step(s.as_of, now);
    for (auto* time : {&s.as_of.wall, &s.started_at})
        *time += step;
    for (auto* time : {&s.next_run, &s.collector.last_success, &s.collector.next_try})
        if (*time) **time += step;
    if (s.last) s.last->started_at += step;
}

std::string why_outdated(const service_status& s, wall_time now) {
    const auto longer_than = [now](wall_time since, std::chrono::milliseconds time) { return now - since > time; };
    const auto since = [now](wall_time then) { return in_words(duration_cast<milliseconds>(now - then)); };
    if (s.as_of.wall > now + a_little || (s.last && s.last->started_at > now + a_little))
        return "this was written at a time that the clock has not reached yet: the clock was set back, and nobody can "
               "tell how old this is";
    const bool waiting = s.activity == service_activity::waiting;
    if (waiting && s.next_run && longer_than(*s.next_run, a_little))
        return "overdue: the run that was due " + since(*s.next_run) + " ago left no trace";
    if (!waiting && longer_than(s.as_of.wall, longest_silence))
        return "overdue: nothing was heard of the service for " + since(s.as_of.wall);
    if (s.last && longer_than(s.last->started_at, 3 * s.interval + 2 * s.last->lasted + longest_silence))
        return "overdue: the last complete run began " + since(s.last->started_at) +
               " ago, although one is due every " + in_words(s.interval);
    return "";
}

int status_exit_code(const service_status& s, bool alive, wall_time now) {
    if (!alive || !s.last || !why_outdated(s, now).empty()) return exit_status::unsure;
    if (s.last->counts.fail > 0) return exit_status::failed;
    const bool troubled = !s.problem.empty() || !s.spool.problem.empty() || !s.collector.shared_with.empty();
    return s.last->counts.unknown > 0 || troubled ? exit_status::unsure : exit_status::ok;
}

} // namespace fairway
