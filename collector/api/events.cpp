#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

#include <charconv>

namespace fairway::collector::api {

namespace {

std::optional<std::int64_t> event_id(std::string_view text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size() || id < 0) return std::nullopt;
    return id;
}

} // namespace

/// Answers with where to begin; the application then reads on from there, as events_after() below.
http_response get_events(const call& c) {
    query_reader query(c.request.query, {"after"});
    const auto after = query.number("after", 0, INT64_MAX);
    if (auto refused = query.refusal()) return *refused;
    http_response r;
    // What a browser says when it comes back counts more than what it said when it first came.
    if (const auto last = event_id(c.request.header("Last-Event-ID"));
        last && !c.request.header("Last-Event-ID").empty())
        r.events_after = *last;
    else
        r.events_after = after ? static_cast<std::int64_t>(*after) : c.shared.store.last_transition();
    return r;
}

} // namespace fairway::collector::api

namespace fairway::collector {

event_batch events_after(store& s, const std::string& session_sha256, std::int64_t after, wall_time now) {
    constexpr std::size_t most = 256, most_bytes = 256 * 1024; // what one listener may hold
    event_batch batch;
    batch.last = after;
    if (!s.session(session_sha256, now)) {
        batch.over = true;
        return batch;
    }
    for (const auto& t : s.transitions_after(after, most)) {
        batch.text += "id: " + std::to_string(t.id) + "\nevent: transition\ndata: " +
                      to_json(t).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n\n";
        batch.last = t.id;
        if (batch.text.size() >= most_bytes) break;
    }
    return batch;
}

} // namespace fairway::collector
