#include "collector/api/answer.hpp"

#include "collector/store/transition_kind.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector {

using nlohmann::ordered_json;

http_response json_answer(const ordered_json& body, unsigned status) {
    http_response r;
    r.status = status;
    r.body = body.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    return r;
}

ordered_json machines_json(const std::vector<machine>& machines) {
    auto list = ordered_json::array();
    for (const auto& m : machines)
        list.push_back({{"host", m.host}, {"address", m.from}, {"since", utc_time(m.since)}});
    return list;
}

http_response no_content() {
    http_response r;
    r.status = 204;
    return r;
}

http_response error_answer(unsigned status, const std::string& error, const std::vector<problem>& problems) {
    ordered_json body;
    body["error"] = error;
    if (!problems.empty()) {
        auto& list = body["problems"] = ordered_json::array();
        for (const auto& p : problems)
            list.push_back({{"pointer", p.pointer}, {"message", p.message}});
    }
    return json_answer(body, status);
}

http_response retry_answer(unsigned status, const std::string& error, std::chrono::seconds after) {
    auto r = error_answer(status, error);
    r.headers.emplace_back("Retry-After", std::to_string(after.count()));
    return r;
}

http_response list_answer(ordered_json items, const std::string& next) {
    ordered_json body;
    body["items"] = std::move(items);
    if (next.empty())
        body["next"] = nullptr;
    else
        body["next"] = next;
    return json_answer(body);
}

ordered_json time_or_null(const std::optional<wall_time>& when) {
    return when ? ordered_json(utc_time(*when)) : ordered_json(nullptr);
}

ordered_json to_json(const summary& counts) {
    return {{"pass", counts.pass},
            {"warn", counts.warn},
            {"unknown", counts.unknown},
            {"fail", counts.fail},
            {"skip", counts.skip}};
}

ordered_json to_json(const transition_row& t) {
    return {{"id", t.id},
            {"prober", t.prober},
            {"host", t.host},
            {"site", t.site},
            {"flow", t.flow},
            {"target", t.target},
            {"from_finding", t.from_finding},
            {"from_outcome", t.from_outcome},
            {"to_finding", t.to_finding},
            {"to_outcome", t.to_outcome},
            {"kind", to_string(kind_of(t))},
            {"text", t.text},
            {"at", utc_time(t.at)}};
}

} // namespace fairway::collector
