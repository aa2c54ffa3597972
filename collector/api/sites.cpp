#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector::api {

http_response get_sites(const call& c) {
    query_reader query(c.request.query, {});
    if (auto refused = query.refusal()) return *refused;
    auto items = nlohmann::ordered_json::array();
    for (const auto& s : c.shared.store.sites(c.now))
        items.push_back({{"name", s.name}, {"probers", s.probers}, {"stale", s.stale}, {"counts", to_json(s.counts)}});
    return list_answer(std::move(items));
}

} // namespace fairway::collector::api
