#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"
#include "collector/store/broken.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace fairway::collector::api {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t most_with_detail = 200;

/// Whether the probers of these rows are stale: their last reports are then shown, but not as current.
class staleness {
  public:
    staleness(store& s, wall_time now) : store_(s), now_(now) {}
    /// Each flow by its own age: a part of a report may have been refused while the others came in.
    bool of(const flow_state_row& f) {
        const auto [at, is_new] = intervals_.emplace(f.prober, std::nullopt);
        if (is_new)
            if (const auto prober = store_.prober(f.prober)) at->second = prober->interval_s;
        return !at->second || is_stale(f.verified_at, *at->second, now_);
    }

  private:
    store& store_;
    wall_time now_;
    std::map<std::string, std::optional<std::uint32_t>> intervals_; ///< of each prober
};

} // namespace

http_response get_flows(const call& c) {
    query_reader query(c.request.query, {"site", "role", "prober", "flow", "target", "q", "finding", "outcome",
                                         "detail", "cursor", "limit"});
    flow_filter filter;
    filter.site = query.text("site");
    filter.role = query.text("role");
    filter.prober = query.text("prober");
    filter.flow = query.text("flow");
    filter.target = query.text("target");
    filter.search = query.text("q");
    filter.finding = query.word("finding", finding_words());
    filter.outcome = query.word("outcome", {"pass", "warn", "unknown", "fail", "skip", "broken"});
    filter.with_detail = query.flag("detail");
    if (filter.with_detail && filter.prober.empty()) query.fail("detail", "needs one prober: add ?prober=ID");
    auto which = query.which_page();
    if (filter.with_detail) which.limit = std::min(which.limit, most_with_detail); // each may be 256 KiB
    if (auto refused = query.refusal()) return *refused;

    const auto page = c.shared.store.flows(filter, which);
    staleness stale(c.shared.store, c.now);
    auto items = ordered_json::array();
    for (const auto& f : page.rows) {
        ordered_json item{{"prober", f.prober},
                          {"host", f.host},
                          {"flow", f.flow},
                          {"from", f.from},
                          {"to", f.to},
                          {"target", f.target},
                          {"protocol", f.protocol},
                          {"ports", f.ports},
                          {"finding", f.finding},
                          {"outcome", f.outcome},
                          {"counts_as", f.counts_as},
                          {"broken", is_broken(parse_outcome(f.counts_as).value_or(outcome::skip))},
                          {"text", f.text},
                          {"advice", f.advice},
                          {"required", f.required},
                          {"installed", f.installed},
                          {"since", utc_time(f.since)},
                          {"verified_at", utc_time(f.verified_at)},
                          {"stale", stale.of(f)},
                          {"matrix", f.matrix}};
        if (filter.with_detail) item["detail"] = nlohmann::json::parse(f.detail, nullptr, false);
        items.push_back(std::move(item));
    }
    return list_answer(std::move(items), page.next);
}

} // namespace fairway::collector::api
