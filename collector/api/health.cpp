#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/openapi.hpp"
#include "support/exposition.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector {

namespace api {

namespace {

/// For whoever asks. What to do about them names a directory, and is for those who are logged in.
nlohmann::ordered_json notices_in_brief(const call& c) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& n : c.shared.notices.all())
        list.push_back({{"kind", n.kind}, {"text", n.text}});
    return list;
}

} // namespace

http_response get_openapi(const call&) {
    http_response r;
    r.body = openapi_files().front().text;
    return r;
}

http_response get_health(const call& c) {
    return json_answer({{"status", "alive"}, {"notices", notices_in_brief(c)}});
}

http_response get_readiness(const call& c) {
    try {
        c.shared.check_ready();
    } catch (const store_error& e) {
        // Whoever watches this has to know what to do.
        return retry_answer(503, std::string("reports cannot be stored: ") + e.what(), retry_store);
    }
    return json_answer({{"status", "ready"}, {"notices", notices_in_brief(c)}});
}

http_response get_metrics(const call& c) {
    http_response r;
    r.body = c.shared.metrics();
    r.type = exposition_type;
    return r;
}

} // namespace api

} // namespace fairway::collector
