#include "agent/service/status_text.hpp"

#include "support/duration.hpp"
#include "text/columns.hpp"

#include <chrono>

namespace fairway {

namespace {

using std::chrono::milliseconds;

std::string ago(wall_time then, wall_time now) {
    if (then > now) return "at a time that the clock has not reached yet";
    return in_words(std::chrono::duration_cast<milliseconds>(now - then)) + " ago";
}

std::string in_time(wall_time then, wall_time now) {
    if (then <= now) return "now";
    return "in " + in_words(std::chrono::duration_cast<milliseconds>(then - now));
}

/// What came from a network or a file must not steer a terminal.
std::string plain(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return text;
}

/// The same status, fit to be printed.
service_status plain(service_status s) {
    for (auto* text : {&s.fairway, &s.host, &s.config, &s.problem, &s.collector.url, &s.collector.why_none,
                       &s.collector.last_error, &s.collector.last_refusal, &s.spool.problem})
        *text = plain(std::move(*text));
    for (auto& role : s.roles)
        role = plain(std::move(role));
    for (auto& other : s.collector.shared_with)
        other = plain(std::move(other));
    if (s.last)
        for (auto& f : s.last->failing)
            f = {plain(f.flow), plain(f.target), plain(f.finding), plain(f.text)};
    return s;
}

std::string service_line(const service_status& s, bool alive, wall_time now) {
    if (!alive && s.activity == service_activity::stopped) return "not running (stopped)";
    if (!alive) return "not running; it ended unexpectedly (see the log, e.g. journalctl -u fairway)";
    const auto since = std::chrono::duration_cast<milliseconds>(now - s.started_at);
    return (since.count() < 0 ? "running" : "running for " + in_words(since)) + " (process " +
           std::to_string(s.process) + ", fairway " + s.fairway + ")";
}

std::string run_lines(const service_status& s, wall_time now) {
    if (!s.last) return "  last run    none yet\n";
    const auto& r = *s.last;
    std::string text = "  last run    " + ago(r.started_at, now) + " (" + utc_time(r.started_at) + "), took " +
                       in_words(r.lasted) + "\n";
    text += "              " + std::to_string(r.counts.pass) + " pass, " + std::to_string(r.counts.warn) + " warn, " +
            std::to_string(r.counts.unknown) + " unknown, " + std::to_string(r.counts.fail) + " fail, " +
            std::to_string(r.counts.skip) + " skip\n";
    return text;
}

std::string next_line(const service_status& s, wall_time now) {
    switch (s.activity) {
    case service_activity::probing: return "in progress";
    case service_activity::rechecking: return "in progress: rechecking what changed";
    default: break;
    }
    if (!s.next_run) return "unknown";
    return in_time(*s.next_run, now) + " (" + utc_time(*s.next_run) + "), every " + in_words(s.interval);
}

std::string collector_lines(const service_status& s, wall_time now) {
    const auto& c = s.collector;
    if (c.url.empty())
        return "none: " + (c.why_none.empty() ? std::string("unknown") : c.why_none) +
               "\n              reports stay on this host (see `fairway enroll --help`)";
    std::string text = c.url;
    if (!c.last_error.empty())
        text += "\n              cannot deliver reports: " + c.last_error;
    else if (c.reached())
        text += ", reachable";
    if (!c.last_refusal.empty()) text += "\n              it refused a report: " + c.last_refusal;
    if (c.last_success)
        text += "\n              last report delivered " + ago(*c.last_success, now);
    else
        text += "\n              no report delivered since the service started";
    if (!c.shared_with.empty())
        text += "\n              another machine reports with this identity: " + joined(c.shared_with) +
                "\n              one is a copy of the other. On the copy: stop the service, run"
                "\n              fairway enroll --new --collector " +
                c.url + " …, and start it again";
    if (!c.last_error.empty() && c.next_try) text += "\n              next try " + in_time(*c.next_try, now);
    return text;
}

std::string spool_line(const spool_status& s) {
    std::string text = s.files == 0 ? "empty"
                                    : counted(s.files, "report waiting", "reports waiting") + " (" +
                                          std::to_string((s.bytes + 1023) / 1024) + " KiB)";
    if (s.dropped > 0) text += ", " + std::to_string(s.dropped) + " dropped at the limit";
    if (s.refused > 0) text += ", " + std::to_string(s.refused) + " refused by the collector";
    if (s.damaged > 0) text += ", " + std::to_string(s.damaged) + " damaged";
    if (!s.problem.empty()) text += "\n              the last report could not be saved: " + s.problem;
    return text;
}

} // namespace

std::string render_status(const service_status& given, bool alive, wall_time now) {
    const service_status s = plain(given);
    std::string roles;
    for (const auto& r : s.roles)
        roles += (roles.empty() ? "" : ", ") + r;
    std::string text = "fairway run on " + s.host + (roles.empty() ? "" : " (" + roles + ")") + "\n";
    text += "  service     " + service_line(s, alive, now) + "\n";
    if (!s.problem.empty()) text += "  problem     " + s.problem + "\n";
    if (const auto why = alive ? why_outdated(s, now) : ""; !why.empty())
        text += "  problem     " + why +
                "\n              what follows is old; see the log (e.g. journalctl -u fairway). Is the disk full?\n";
    text += run_lines(s, now);
    if (alive) text += "  next run    " + next_line(s, now) + "\n";
    text += "  collector   " + collector_lines(s, now) + "\n";
    text += "  spool       " + spool_line(s.spool) + "\n";
    if (!s.last || s.last->failing.empty()) return text;
    text += "\nFailing:\n";
    for (const auto& f : s.last->failing)
        text += "  " + f.flow + " to " + f.target + ": " + f.text + " (" + f.finding + ")\n";
    if (s.last->counts.fail > s.last->failing.size())
        text += "  and " + std::to_string(s.last->counts.fail - s.last->failing.size()) + " more\n";
    return text;
}

} // namespace fairway
