#include "collector/overview.hpp"

#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"
#include "matrix/matrix.hpp"
#include "matrix/shipped.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fairway::collector::api {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t largest_overview = 500; // each row has a cell for every flow

const matrix& known_matrix() {
    return default_matrix();
}

/// The vendor's page has an order that administrators know.
const std::vector<std::string>& flow_order() {
    static const auto ids = known_matrix().flow_ids();
    return ids;
}

/// The matrix's ports: one host may have customized them, which says nothing about the next host.
std::string column_ports(const overview_states::flow& f) {
    const auto* known = known_matrix().find_flow(f.id);
    return known == nullptr || known->ports.empty() ? f.ports : to_string(known->ports);
}

ordered_json in_words(const shown_counts& counts) {
    ordered_json all;
    for (std::size_t i = 0; i < shown_words; ++i)
        all[std::string(to_string(static_cast<shown>(i)))] = counts[i];
    return all;
}

/// null: there is no such flow here.
ordered_json cell(const shown_counts& counts) {
    const bool empty = std::all_of(counts.begin(), counts.end(), [](auto n) { return n == 0; });
    return empty ? ordered_json(nullptr) : ordered_json(counts);
}

ordered_json row_json(const overview_row& r) {
    auto cells = ordered_json::array();
    for (const auto& counts : r.cells)
        cells.push_back(cell(counts));
    return {{"name", r.name},
            {"site", r.site},
            {"prober", r.prober.empty() ? ordered_json(nullptr) : ordered_json(r.prober)},
            {"hosts", r.hosts},
            {"stale_hosts", r.stale_hosts},
            {"outcome", to_string(r.outcome)},
            {"counts", in_words(r.counts)},
            {"cells", std::move(cells)}};
}

} // namespace

http_response get_overview(const call& c) {
    query_reader query(c.request.query, {"site", "role", "flow", "finding", "outcome", "q", "by", "cursor", "limit"});
    overview_filter filter;
    filter.site = query.text("site");
    filter.role = query.text("role");
    filter.search = query.text("q");
    filter.flow = query.text("flow");
    filter.finding = query.word("finding", finding_words());
    overview_question question;
    question.outcome = query.word("outcome", {"pass", "warn", "unknown", "fail", "skip", "stale", "broken"});
    question.only_with_states = !filter.flow.empty() || !filter.finding.empty();
    const auto by = query.word("by", {"site", "host"});
    if (!by.empty()) question.by = by == "site" ? overview_by::site : overview_by::host;
    const auto page = query.which_page(largest_overview);
    if (auto refused = query.refusal()) return *refused;

    const auto shared =
        c.shared.overviews.get(filter, c.asked_at, [&] { return c.shared.store.overview(filter, c.now); });
    const auto& states = *shared;
    const auto seen = summarize(states, question, page, flow_order());
    auto flows = ordered_json::array();
    for (const auto& column : seen.columns) {
        const auto& f = states.flows[column.flow];
        flows.push_back({{"flow", f.id},
                         {"from", f.from},
                         {"to", f.to},
                         {"protocol", f.protocol},
                         {"ports", column_ports(f)},
                         {"counts", in_words(column.counts)}});
    }
    auto rows = ordered_json::array();
    for (const auto& r : seen.rows)
        rows.push_back(row_json(r));
    return json_answer({{"as_of", utc_time(c.now)},
                        {"hosts", seen.hosts},
                        {"stale_hosts", seen.stale_hosts},
                        {"counts", in_words(seen.counts)},
                        {"broken", seen.broken},
                        {"by", seen.by == overview_by::site ? "site" : "host"},
                        {"flows", std::move(flows)},
                        {"rows", std::move(rows)},
                        {"next", seen.next.empty() ? ordered_json(nullptr) : ordered_json(seen.next)}});
}

} // namespace fairway::collector::api
