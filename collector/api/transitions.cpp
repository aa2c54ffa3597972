#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector::api {

http_response get_transitions(const call& c) {
    query_reader query(c.request.query, {"prober", "flow", "since", "cursor", "limit"});
    transition_filter filter;
    filter.prober = query.text("prober");
    filter.flow = query.text("flow");
    filter.since = query.time("since");
    const auto which = query.which_page();
    if (auto refused = query.refusal()) return *refused;
    const auto page = c.shared.store.transitions(filter, which);
    auto items = nlohmann::ordered_json::array();
    for (const auto& t : page.rows)
        items.push_back(to_json(t));
    return list_answer(std::move(items), page.next);
}

} // namespace fairway::collector::api
