#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/openapi.hpp"
#include "support/exposition.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector {

namespace api {

http_response get_openapi(const call&) {
    http_response r;
    r.body = openapi_files().front().text;
    return r;
}

http_response get_health(const call&) {
    return json_answer({{"status", "alive"}});
}

http_response get_readiness(const call& c) {
    c.shared.check_ready();
    return json_answer({{"status", "ready"}});
}

http_response get_metrics(const call& c) {
    http_response r;
    r.body = c.shared.metrics();
    r.type = exposition_type;
    return r;
}

} // namespace api

} // namespace fairway::collector
