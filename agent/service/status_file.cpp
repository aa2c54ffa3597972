#include "agent/service/status_file.hpp"

#include "text/json_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fairway {

namespace {

using nlohmann::ordered_json;
using std::chrono::milliseconds;

ordered_json text_or_null(const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json time_or_null(const std::optional<wall_time>& t) {
    return t ? ordered_json(utc_time(*t)) : ordered_json(nullptr);
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

std::vector<failing_flow> read_flows(const std::vector<const nlohmann::json*>& list) {
    std::vector<failing_flow> flows;
    for (const auto* one : list) {
        const lenient_object f(one);
        if (flows.size() < most_failing_shown)
            flows.push_back({f.text("flow"), f.text("target"), f.text("finding"), f.text("text")});
    }
    return flows;
}

last_run read_last(const lenient_object& in) {
    last_run r;
    r.run_id = in.text("run_id");
    r.started_at = in.time("started_at").value_or(wall_time());
    r.lasted = milliseconds(std::min<std::uint64_t>(in.number("duration_ms"), 1'000'000'000));
    const auto counts = in.object("summary");
    r.counts = {counts.number("pass"), counts.number("warn"), counts.number("unknown"), counts.number("fail"),
                counts.number("skip")};
    r.failing = read_flows(in.list("failing"));
    r.unknown = read_flows(in.list("unknown"));
    r.rechecked = in.number("rechecked");
    return r;
}

ordered_json to_json(const std::vector<failing_flow>& flows) {
    ordered_json all = ordered_json::array();
    for (const auto& f : flows)
        all.push_back({{"flow", f.flow}, {"target", f.target}, {"finding", f.finding}, {"text", f.text}});
    return all;
}

} // namespace

ordered_json to_json(const service_status& s) {
    ordered_json j;
    j["schema"] = "fairway-status/1";
    j["as_of"] = {{"at", utc_time(s.as_of.wall)}, {"boot", s.as_of.boot}, {"uptime_s", s.as_of.uptime.count()}};
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
        ordered_json run;
        run["run_id"] = r.run_id;
        run["started_at"] = utc_time(r.started_at);
        run["duration_ms"] = r.lasted.count();
        run["summary"] = {{"pass", r.counts.pass},
                          {"warn", r.counts.warn},
                          {"unknown", r.counts.unknown},
                          {"fail", r.counts.fail},
                          {"skip", r.counts.skip}};
        run["failing"] = to_json(r.failing);
        run["unknown"] = to_json(r.unknown);
        run["rechecked"] = r.rechecked;
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
        ordered_json c;
        c["url"] = s.collector.url;
        c["last_success_at"] = time_or_null(s.collector.last_success);
        c["last_error"] = text_or_null(s.collector.last_error);
        c["last_refusal"] = text_or_null(s.collector.last_refusal);
        c["next_try_at"] = time_or_null(s.collector.next_try);
        c["sent"] = s.collector.sent;
        c["shared_with"] = s.collector.shared_with;
        c["ca_not_after"] = time_or_null(s.collector.authority_ends);
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
        return {std::nullopt,
                {{file, "/schema", "this is not a status file of `fairway run`: expected \"fairway-status/1\""}}};
    service_status s;
    const auto as_of = in.object("as_of");
    s.as_of = {as_of.time("at").value_or(wall_time()), as_of.text("boot"),
               std::chrono::seconds(std::min<std::uint64_t>(as_of.number("uptime_s"), INT32_MAX))};
    s.fairway = in.text("fairway");
    s.process = static_cast<std::int64_t>(std::min<std::uint64_t>(in.number("process"), INT32_MAX));
    s.host = in.text("host");
    s.roles = in.texts("roles");
    s.matrix = in.text("matrix");
    s.config = in.text("config");
    s.interval = std::chrono::seconds(std::min<std::uint64_t>(in.number("interval_s"), 1'000'000));
    s.metrics = in.text("metrics");
    s.activity = parse_activity(in.text("activity")).value_or(service_activity::starting);
    s.started_at = in.time("started_at").value_or(wall_time());
    s.next_run = in.time("next_run_at");
    if (const auto run = in.object("last_run")) s.last = read_last(run);
    const auto runs = in.object("runs");
    s.runs = {runs.number("completed"), runs.number("interrupted"), runs.number("broken"), runs.number("skipped"),
              runs.number("flaps")};
    s.problem = in.text("problem");
    if (const auto c = in.object("collector"))
        s.collector = {c.text("url"),        c.text("why_none"),     c.time("last_success_at"),
                       c.text("last_error"), c.text("last_refusal"), c.time("next_try_at"),
                       c.number("sent"),     c.texts("shared_with"), c.time("ca_not_after")};
    const auto spool = in.object("spool");
    s.spool = {spool.number("files"),   spool.number("bytes"),   spool.number("dropped"),
               spool.number("refused"), spool.number("damaged"), spool.text("problem")};
    return {std::move(s), {}};
}

} // namespace fairway
