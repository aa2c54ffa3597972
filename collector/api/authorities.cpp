#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector::api {

http_response get_authorities(const call& c) {
    query_reader query(c.request.query, {});
    if (auto refused = query.refusal()) return *refused;
    auto items = nlohmann::ordered_json::array();
    for (const auto& a : c.shared.authorities.get())
        items.push_back({{"sha256", a.sha256}, {"pem", a.pem}, {"not_after", utc_time(a.not_after)}});
    return list_answer(std::move(items));
}

} // namespace fairway::collector::api
