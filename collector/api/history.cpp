#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector::api {

http_response get_history(const call& c) {
    query_reader query(c.request.query, {"days"});
    const auto days = query.number("days", 1, 800);
    if (auto refused = query.refusal()) return *refused;
    auto items = nlohmann::ordered_json::array();
    for (const auto& d : c.shared.store.history(static_cast<std::size_t>(days.value_or(30)), c.now))
        items.push_back(
            {{"day", d.day}, {"broke", d.broke}, {"healed", d.healed}, {"changed", d.changed}, {"failing", d.failing}});
    return list_answer(std::move(items));
}

} // namespace fairway::collector::api
