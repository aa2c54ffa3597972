#include "agent/service/status.hpp"

#include "support/command_line.hpp"
#include "text/json_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace fairway {

namespace {

using json = nlohmann::ordered_json;
using std::chrono::milliseconds;

constexpr std::array<std::pair<service_activity, std::string_view>, 5> activity_words{{
    {service_activity::starting, "starting"},
    {service_activity::waiting, "waiting"},
    {service_activity::probing, "probing"},
    {service_activity::looking_again, "looking-again"},
    {service_activity::stopped, "stopped"},
}};

json text_or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

json time_or_null(const std::optional<wall_time>& t) {
    return t ? json(utc_time(*t)) : json(nullptr);
}

std::string counted(std::uint64_t n, const std::string& one, const std::string& many) {
    return std::to_string(n) + " " + (n == 1 ? one : many);
}

std::string ago(wall_time then, wall_time now) {
    return in_words(std::chrono::duration_cast<milliseconds>(now - then)) + " ago";
}

std::string in_time(wall_time then, wall_time now) {
    if (then <= now) return "now";
    return "in " + in_words(std::chrono::duration_cast<milliseconds>(then - now));
}

/// Reads members that may be missing or of another type: the file may be of another version, or damaged.
class lenient_object {
  public:
    explicit lenient_object(const nlohmann::json* value) : value_(value) {}

    lenient_object object(const char* name) const { return lenient_object(find(name)); }
    explicit operator bool() const { return value_ != nullptr && value_->is_object(); }

    std::string text(const char* name) const {
        const auto* v = find(name);
        return v != nullptr && v->is_string() ? v->get<std::string>() : "";
    }

    std::uint64_t number(const char* name) const {
        const auto* v = find(name);
        return v != nullptr && v->is_number_unsigned() ? v->get<std::uint64_t>() : 0;
    }

    std::optional<wall_time> time(const char* name) const { return parse_utc_time(text(name)); }

    std::vector<std::string> texts(const char* name) const {
        std::vector<std::string> all;
        for (const auto* v : list(name))
            if (v->is_string()) all.push_back(v->get<std::string>());
        return all;
    }

    std::vector<const nlohmann::json*> list(const char* name) const {
        std::vector<const nlohmann::json*> all;
        const auto* v = find(name);
        if (v != nullptr && v->is_array())
            for (const auto& one : *v)
                all.push_back(&one);
        return all;
    }

  private:
    const nlohmann::json* find(const char* name) const {
        if (value_ == nullptr || !value_->is_object()) return nullptr;
        const auto at = value_->find(name);
        return at == value_->end() ? nullptr : &*at;
    }

    const nlohmann::json* value_;
};

last_run read_last(const lenient_object& in) {
    last_run r;
    r.run_id = in.text("run_id");
    r.started_at = in.time("started_at").value_or(wall_time());
    r.lasted = milliseconds(std::min<std::uint64_t>(in.number("duration_ms"), 1'000'000'000));
    const auto counts = in.object("summary");
    r.counts = {counts.number("pass"), counts.number("warn"), counts.number("unknown"), counts.number("fail"),
                counts.number("skip")};
    for (const auto* one : in.list("failing")) {
        const lenient_object f(one);
        if (r.failing.size() < most_failing_shown)
            r.failing.push_back({f.text("flow"), f.text("target"), f.text("finding"), f.text("text")});
    }
    r.looked_again = in.number("looked_again");
    return r;
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
    if (s.last)
        for (auto& f : s.last->failing)
            f = {plain(f.flow), plain(f.target), plain(f.finding), plain(f.text)};
    return s;
}

std::string service_line(const service_status& s, bool alive, wall_time now) {
    if (!alive && s.activity == service_activity::stopped) return "not running; it was stopped";
    if (!alive) return "not running; it ended without a word (see the log, e.g. journalctl -u fairway)";
    return "running for " + in_words(std::chrono::duration_cast<milliseconds>(now - s.started_at)) + " (process " +
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
    case service_activity::probing: return "at work right now";
    case service_activity::looking_again: return "at work right now: looking again at what changed";
    default: break;
    }
    if (!s.next_run) return "not known";
    return in_time(*s.next_run, now) + " (" + utc_time(*s.next_run) + "), one every " + in_words(s.interval);
}

std::string collector_lines(const service_status& s, wall_time now) {
    const auto& c = s.collector;
    if (c.url.empty())
        return "none: " + (c.why_none.empty() ? std::string("not known yet") : c.why_none) +
               "\n              results stay on this host (see `fairway enroll --help`)";
    std::string text = c.url;
    if (!c.last_error.empty())
        text += "\n              cannot be reported to: " + c.last_error;
    else if (c.reached())
        text += ", reachable";
    if (!c.last_refusal.empty()) text += "\n              refused a report: " + c.last_refusal;
    if (c.last_success)
        text += "\n              last report delivered " + ago(*c.last_success, now);
    else
        text += "\n              no report delivered since the service started";
    if (!c.last_error.empty() && c.next_try) text += "\n              next try " + in_time(*c.next_try, now);
    return text;
}

std::string spool_line(const spool_status& s) {
    std::string text = s.files == 0 ? "empty"
                                    : counted(s.files, "report waits", "reports wait") + " (" +
                                          std::to_string((s.bytes + 1023) / 1024) + " KiB)";
    if (s.dropped > 0) text += ", " + std::to_string(s.dropped) + " dropped at the limits";
    if (s.refused > 0) text += ", " + std::to_string(s.refused) + " refused by the collector";
    if (s.damaged > 0) text += ", " + std::to_string(s.damaged) + " damaged";
    if (!s.problem.empty()) text += "\n              the last report could not be kept: " + s.problem;
    return text;
}

} // namespace

std::string_view to_string(service_activity a) {
    for (const auto& [value, word] : activity_words)
        if (value == a) return word;
    return "starting";
}

last_run summary_of_run(const report& r, wall_time started_at, std::size_t looked_again) {
    last_run run;
    run.run_id = r.run_id;
    run.started_at = started_at;
    run.lasted = milliseconds(r.duration_ms);
    run.counts = summarize(r);
    run.looked_again = looked_again;
    for (const auto& f : r.findings)
        if (counts_as(f) == outcome::fail && run.failing.size() < most_failing_shown)
            run.failing.push_back({f.requirement.flow->id, f.requirement.target, std::string(to_string(f.kind)), f.text});
    return run;
}

json to_json(const service_status& s) {
    json j;
    j["schema"] = "fairway-status/1";
    j["fairway"] = s.fairway;
    j["process"] = s.process;
    j["host"] = s.host;
    j["roles"] = s.roles;
    j["matrix"] = s.matrix;
    j["config"] = s.config;
    j["interval_s"] = s.interval.count();
    j["metrics"] = text_or_null(s.metrics);
    j["activity"] = to_string(s.activity);
    j["started_at"] = utc_time(s.started_at);
    j["next_run_at"] = time_or_null(s.next_run);
    j["last_run"] = nullptr;
    if (s.last) {
        const auto& r = *s.last;
        json run;
        run["run_id"] = r.run_id;
        run["started_at"] = utc_time(r.started_at);
        run["duration_ms"] = r.lasted.count();
        run["summary"] = {{"pass", r.counts.pass},
                          {"warn", r.counts.warn},
                          {"unknown", r.counts.unknown},
                          {"fail", r.counts.fail},
                          {"skip", r.counts.skip}};
        run["failing"] = json::array();
        for (const auto& f : r.failing)
            run["failing"].push_back(
                {{"flow", f.flow}, {"target", f.target}, {"finding", f.finding}, {"text", f.text}});
        run["looked_again"] = r.looked_again;
        j["last_run"] = std::move(run);
    }
    j["runs"] = {{"completed", s.runs.completed},
                 {"interrupted", s.runs.interrupted},
                 {"broken", s.runs.broken},
                 {"skipped", s.runs.skipped},
                 {"flaps", s.runs.flaps}};
    j["problem"] = text_or_null(s.problem);
    j["collector"] = {{"url", nullptr}, {"why_none", text_or_null(s.collector.why_none)}};
    if (!s.collector.url.empty()) {
        json c;
        c["url"] = s.collector.url;
        c["last_success_at"] = time_or_null(s.collector.last_success);
        c["last_error"] = text_or_null(s.collector.last_error);
        c["last_refusal"] = text_or_null(s.collector.last_refusal);
        c["next_try_at"] = time_or_null(s.collector.next_try);
        c["sent"] = s.collector.sent;
        j["collector"] = std::move(c);
    }
    j["spool"] = {{"files", s.spool.files},     {"bytes", s.spool.bytes},
                  {"dropped", s.spool.dropped}, {"refused", s.spool.refused},
                  {"damaged", s.spool.damaged}, {"problem", text_or_null(s.spool.problem)}};
    return j;
}

read_result<service_status> read_status(std::string_view text, const std::string& file) {
    const auto parsed = parse_json(text, file);
    if (!parsed) return {std::nullopt, parsed.problems};
    const lenient_object in(&*parsed.value);
    if (in.text("schema") != "fairway-status/1")
        return {std::nullopt, {{file, "/schema", "expected \"fairway-status/1\": this is no status of fairway run"}}};
    service_status s;
    s.fairway = in.text("fairway");
    s.process = static_cast<std::int64_t>(std::min<std::uint64_t>(in.number("process"), INT32_MAX));
    s.host = in.text("host");
    s.roles = in.texts("roles");
    s.matrix = in.text("matrix");
    s.config = in.text("config");
    s.interval = std::chrono::seconds(std::min<std::uint64_t>(in.number("interval_s"), 1'000'000));
    s.metrics = in.text("metrics");
    const auto activity = in.text("activity");
    for (const auto& [value, word] : activity_words)
        if (word == activity) s.activity = value;
    s.started_at = in.time("started_at").value_or(wall_time());
    s.next_run = in.time("next_run_at");
    if (const auto run = in.object("last_run")) s.last = read_last(run);
    const auto runs = in.object("runs");
    s.runs = {runs.number("completed"), runs.number("interrupted"), runs.number("broken"), runs.number("skipped"),
              runs.number("flaps")};
    s.problem = in.text("problem");
    if (const auto c = in.object("collector"))
        s.collector = {c.text("url"),          c.text("why_none"),    c.time("last_success_at"), c.text("last_error"),
                       c.text("last_refusal"), c.time("next_try_at"), c.number("sent")};
    const auto spool = in.object("spool");
    s.spool = {spool.number("files"),   spool.number("bytes"),   spool.number("dropped"),
               spool.number("refused"), spool.number("damaged"), spool.text("problem")};
    return {std::move(s), {}};
}

std::string render_status(const service_status& given, bool alive, wall_time now) {
    const service_status s = plain(given);
    std::string roles;
    for (const auto& r : s.roles)
        roles += (roles.empty() ? "" : ", ") + r;
    std::string text = "fairway run on " + s.host + (roles.empty() ? "" : " (" + roles + ")") + "\n";
    text += "  service     " + service_line(s, alive, now) + "\n";
    if (!s.problem.empty()) text += "  problem     " + s.problem + "\n";
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

int status_exit_code(const service_status& s, bool alive) {
    if (!alive || !s.last) return exit_status::unsure;
    if (s.last->counts.fail > 0) return exit_status::failed;
    const bool troubled = !s.problem.empty() || !s.spool.problem.empty();
    return s.last->counts.unknown > 0 || troubled ? exit_status::unsure : exit_status::ok;
}

std::string in_words(milliseconds time) {
    const auto seconds = std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::seconds>(time).count(), 0);
    if (time > milliseconds(0) && seconds == 0) return "less than a second";
    if (seconds < 60) return counted(static_cast<std::uint64_t>(seconds), "second", "seconds");
    const auto two = [](std::int64_t big, const char* name, std::int64_t small, const char* small_name) {
        std::string text = counted(static_cast<std::uint64_t>(big), name, std::string(name) + "s");
        if (small > 0)
            text += " " + counted(static_cast<std::uint64_t>(small), small_name, std::string(small_name) + "s");
        return text;
    };
    if (seconds < 600) return two(seconds / 60, "minute", seconds % 60, "second");
    if (seconds < 3600) return two(seconds / 60, "minute", 0, "");
    if (seconds < 86400) return two(seconds / 3600, "hour", seconds % 3600 / 60, "minute");
    return two(seconds / 86400, "day", seconds % 86400 / 3600, "hour");
}

} // namespace fairway
