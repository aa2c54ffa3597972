#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector::api {

http_response get_audit(const call& c) {
    query_reader query(c.request.query, {"cursor", "limit"});
    const auto which = query.which_page();
    if (auto refused = query.refusal()) return *refused;
    const auto page = c.shared.store.audit(which);
    auto items = nlohmann::ordered_json::array();
    for (const auto& a : page.rows)
        items.push_back({{"id", a.id},
                         {"at", utc_time(a.at)},
                         {"who", a.who},
                         {"action", a.action},
                         {"subject", a.subject},
                         {"from", a.from}});
    return list_answer(std::move(items), page.next);
}

} // namespace fairway::collector::api
