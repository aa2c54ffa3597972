#include "collector/api/events.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector::api {

namespace {

/// Only the store knows what a cursor is.
bool is_cursor(store& s, const std::string& text) {
    try {
        s.events_after(text, 1);
        return true;
    } catch (const bad_cursor&) {
        return false;
    }
}

} // namespace

/// Answers with where to begin; the application then reads on from there, as events_after() below.
http_response get_events(const call& c) {
    query_reader query(c.request.query, {"after"});
    auto after = query.text("after");
    if (!after.empty() && !is_cursor(c.shared.store, after)) query.fail("after", "expected the id of an event");
    if (auto refused = query.refusal()) return *refused;
    // A browser that reconnects says what it saw last; that counts more than where it first started.
    const std::string last(c.request.header("Last-Event-ID"));
    if (!last.empty() && is_cursor(c.shared.store, last)) after = last;
    http_response r;
    r.events_after = after.empty() ? c.shared.store.last_event() : after;
    return r;
}

} // namespace fairway::collector::api

namespace fairway::collector {

event_batch events_after(store& s, session_book& sessions, const std::string& session_sha256, const std::string& after,
                         wall_time now) {
    constexpr std::size_t most = 256, most_bytes = 256 * 1024; // what one listener may hold
    event_batch batch;
    batch.last = after;
    if (!sessions.find(session_sha256, now)) {
        batch.over = true;
        return batch;
    }
    for (const auto& e : s.events_after(after, most)) {
        batch.text += "id: " + e.cursor + "\nevent: transition\ndata: " +
                      to_json(e.transition).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                      "\n\n";
        batch.last = e.cursor;
        if (batch.text.size() >= most_bytes) break;
    }
    return batch;
}

} // namespace fairway::collector
