#include "agent/service/status_text.hpp"

#include "agent/reporting/authorities.hpp"
#include "support/duration.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

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

/// The same status, fit to be printed.
service_status fit_to_be_printed(service_status s) {
    for (auto* text : {&s.fairway, &s.host, &s.config, &s.problem, &s.collector.url, &s.collector.why_none,
                       &s.collector.last_error, &s.collector.last_refusal, &s.spool.problem})
        *text = printable(*text);
    for (auto& role : s.roles)
        role = printable(role);
    for (auto& other : s.collector.shared_with)
        other = printable(other);
    if (s.last)
        for (auto* flows : {&s.last->failing, &s.last->unknown})
            for (auto& f : *flows)
                f = {printable(f.flow), printable(f.target), printable(f.finding), printable(f.text)};
    return s;
}

/// Lines that begin with a word, and lines that go on below it.
class writer {
  public:
    writer(const service_status& s, bool alive, wall_time now, std::size_t width)
        : s_(s), alive_(alive), now_(now), width_(width) {}

    std::string write() {
        text_ =
            wrapped("", "fairway run on " + s_.host + (s_.roles.empty() ? "" : " (" + joined(s_.roles) + ")"), width_);
        line("service", service());
        if (!s_.problem.empty()) line("problem", s_.problem);
        if (const auto why = alive_ ? why_outdated(s_, now_) : ""; !why.empty()) {
            line("problem", why);
            more("what follows is old; see the log (e.g. `journalctl -u fairway`). Is the disk full?");
        }
        last();
        if (alive_) line("next run", next());
        collector();
        spool();
        if (s_.last) {
            flows("Failing", s_.last->failing, s_.last->counts.fail);
            flows("Unknown", s_.last->unknown, s_.last->counts.unknown);
        }
        return std::move(text_);
    }

  private:
    void line(std::string_view word, const std::string& text) {
        text_ += wrapped("  " + padded(word, 12), text, width_);
    }

    void more(const std::string& text) { line("", text); }

    std::string service() const {
        if (!alive_ && s_.activity == service_activity::stopped) return "not running (stopped)";
        if (!alive_) return "not running; it ended unexpectedly (see the log, e.g. `journalctl -u fairway`)";
        const auto since = std::chrono::duration_cast<milliseconds>(now_ - s_.started_at);
        return (since.count() < 0 ? "running" : "running for " + in_words(since)) + " (process " +
               std::to_string(s_.process) + ", fairway " + s_.fairway + ")";
    }

    void last() {
        if (!s_.last) return line("last run", "none yet");
        const auto& r = *s_.last;
        line("last run", ago(r.started_at, now_) + " (" + utc_time(r.started_at) + "), took " + in_words(r.lasted));
        more(std::to_string(r.counts.pass) + " pass, " + std::to_string(r.counts.warn) + " warn, " +
             std::to_string(r.counts.unknown) + " unknown, " + std::to_string(r.counts.fail) + " fail, " +
             std::to_string(r.counts.skip) + " skip");
    }

    std::string next() const {
        switch (s_.activity) {
        case service_activity::probing: return "in progress";
        case service_activity::rechecking: return "in progress: rechecking what changed";
        default: break;
        }
        if (!s_.next_run) return "unknown";
        return in_time(*s_.next_run, now_) + " (" + utc_time(*s_.next_run) + "), every " + in_words(s_.interval);
    }

    void collector() {
        const auto& c = s_.collector;
        if (c.url.empty()) {
            line("collector", "none: " + (c.why_none.empty() ? std::string("unknown") : c.why_none));
            return more("reports stay on this host (see `fairway enroll --help`)");
        }
        line("collector", c.url + (c.reached() ? ", reachable" : ""));
        if (!c.last_error.empty()) more("cannot deliver reports: " + c.last_error);
        if (!c.last_refusal.empty()) more("it refused a report: " + c.last_refusal);
        more(c.last_success ? "last report delivered " + ago(*c.last_success, now_)
                            : "no report delivered since the service started");
        if (!c.shared_with.empty()) {
            more("another machine reports with this identity: " + joined(c.shared_with));
            more("one is a copy of the other. On the copy: stop the service, run `fairway enroll --new` with a new "
                 "token, and "
                 "start it again");
        }
        if (c.authority_ends && *c.authority_ends - now_ < authority_ends_soon) {
            const bool ended = *c.authority_ends <= now_;
            more("its certificate authority (CA) " + std::string(ended ? "ended on " : "ends on ") +
                 utc_date(*c.authority_ends) + "; from then on, no report can be delivered");
            more(
                ended
                    ? "on the collector, run `fairway-collector certificate roll-over --finish`; then enroll this host "
                      "again"
                    : "on the collector, run `fairway-collector certificate roll-over`; this host then learns the new "
                      "CA by itself");
        }
        if (!c.last_error.empty() && c.next_try) more("next try " + in_time(*c.next_try, now_));
    }

    void spool() {
        const auto& s = s_.spool;
        std::string text = s.files == 0 ? "empty"
                                        : counted(s.files, "report waiting", "reports waiting") + " (" +
                                              std::to_string((s.bytes + 1023) / 1024) + " KiB)";
        if (s.dropped > 0) text += ", " + std::to_string(s.dropped) + " dropped at the limit";
        if (s.refused > 0) text += ", " + std::to_string(s.refused) + " refused by the collector";
        if (s.damaged > 0) text += ", " + std::to_string(s.damaged) + " damaged";
        line("spool", text);
        if (!s.problem.empty()) more("the last report could not be saved: " + s.problem);
    }

    /// `all`: how many there are; those of `known` have names.
    void flows(const std::string& heading, const std::vector<failing_flow>& known, std::size_t all) {
        if (all == 0 && known.empty()) return;
        text_ += "\n" + heading + ":\n";
        for (const auto& f : known) {
            text_ += wrapped("  ", f.flow + (f.target.empty() ? "" : " to " + f.target), width_);
            text_ += wrapped("    ", f.finding + ": " + f.text, width_);
        }
        if (all > known.size())
            text_ += known.empty() ? "  " + std::to_string(all) + ", not named here; `fairway check` shows them\n"
                                   : "  and " + std::to_string(all - known.size()) + " more\n";
    }

    const service_status& s_;
    bool alive_;
    wall_time now_;
    std::size_t width_;
    std::string text_;
};

} // namespace

std::string render_status(const service_status& given, bool alive, wall_time now, std::size_t width) {
    const service_status s = fit_to_be_printed(given);
    return writer(s, alive, now, width).write();
}

} // namespace fairway
