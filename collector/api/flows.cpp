#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace fairway::collector::api {

namespace {

using nlohmann::ordered_json;

/// Whether the probers of these rows are stale: what they last said is then shown, but not as the present.
class staleness {
  public:
    staleness(store& s, wall_time now) : store_(s), now_(now) {}
    bool of(const std::string& prober) {
        const auto [at, is_new] = known_.emplace(prober, true);
        if (is_new)
            if (const auto row = store_.prober(prober)) at->second = row->is_stale(now_);
        return at->second;
    }

  private:
    store& store_;
    wall_time now_;
    std::map<std::string, bool> known_;
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
    const auto which = query.which_page();
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
                          {"text", f.text},
                          {"advice", f.advice},
                          {"required", f.required},
                          {"installed", f.installed},
                          {"since", utc_time(f.since)},
                          {"verified_at", utc_time(f.verified_at)},
                          {"stale", stale.of(f.prober)}};
        if (filter.with_detail) item["detail"] = ordered_json::parse(f.detail, nullptr, false);
        items.push_back(std::move(item));
    }
    return list_answer(std::move(items), page.next);
}

} // namespace fairway::collector::api
