#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector::api {

http_response get_notices(const call& c) {
    query_reader query(c.request.query, {});
    if (auto refused = query.refusal()) return *refused;
    auto items = nlohmann::ordered_json::array();
    for (const auto& n : c.shared.notices.all())
        items.push_back({{"kind", n.kind}, {"text", n.text}, {"advice", n.advice}});
    return list_answer(std::move(items));
}

} // namespace fairway::collector::api
