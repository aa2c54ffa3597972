#include "collector/api/answer.hpp"
#include "collector/api/handlers.hpp"
#include "collector/api/query.hpp"

#include <nlohmann/json.hpp>

namespace fairway::collector::api {

namespace {

using nlohmann::ordered_json;

struct wanted {
    prober_filter filter;
    fairway::collector::page page;
    std::optional<http_response> refusal;
};

wanted read(const http_request& request) {
    query_reader query(request.query, {"site", "role", "outcome", "q", "cursor", "limit"});
    wanted w;
    w.filter.site = query.text("site");
    w.filter.role = query.text("role");
    w.filter.outcome = query.word("outcome", {"pass", "warn", "unknown", "fail", "skip", "broken"});
    w.filter.search = query.text("q");
    w.page = query.which_page();
    w.refusal = query.refusal();
    return w;
}

/// The one word for a host: its worst outcome, and never a good one if the host has not been heard from.
std::string_view worst(const prober_row& p, wall_time now) {
    if (p.revoked_at) return "revoked";
    if (p.is_stale(now)) return "stale";
    if (p.counts.fail > 0) return "fail";
    if (p.counts.unknown > 0 || !p.complete || !p.last_seen_at) return "unknown";
    if (p.counts.warn > 0) return "warn";
    return p.counts.pass > 0 ? "pass" : "skip";
}

ordered_json prober_json(const prober_row& p, const call& c) {
    const auto now = c.now;
    // Nearly none is shared.
    const auto machines = p.is_shared(now) ? c.shared.store.machines(p.id, p.interval_s, now) : std::vector<machine>();
    return {{"id", p.id},
            {"site", p.site},
            {"host", p.host},
            {"enrolled_at", utc_time(p.enrolled_at)},
            {"revoked_at", time_or_null(p.revoked_at)},
            {"last_seen_at", time_or_null(p.last_seen_at)},
            {"observed_at", time_or_null(p.observed_at)},
            {"stale", p.is_stale(now)},
            {"version", p.version},
            {"phase", p.phase},
            {"matrix", p.matrix},
            {"roles", p.roles},
            {"interval_s", p.interval_s},
            {"skew_s", p.skew_s},
            {"spool", p.spool},
            {"dropped", p.dropped},
            {"complete", p.complete},
            {"machines", machines_json(machines)},
            {"counts", to_json(p.counts)}};
}

} // namespace

http_response get_hosts(const call& c) {
    const auto w = read(c.request);
    if (w.refusal) return *w.refusal;
    const auto page = c.shared.store.probers(w.filter, w.page);
    auto items = ordered_json::array();
    for (const auto& p : page.rows)
        items.push_back({{"prober", p.id},
                         {"host", p.host},
                         {"site", p.site},
                         {"outcome", worst(p, c.now)},
                         {"counts", to_json(p.counts)},
                         {"last_seen_at", time_or_null(p.last_seen_at)},
                         {"stale", p.is_stale(c.now)}});
    return list_answer(std::move(items), page.next);
}

http_response get_probers(const call& c) {
    const auto w = read(c.request);
    if (w.refusal) return *w.refusal;
    const auto page = c.shared.store.probers(w.filter, w.page);
    auto items = ordered_json::array();
    for (const auto& p : page.rows)
        items.push_back(prober_json(p, c));
    return list_answer(std::move(items), page.next);
}

http_response get_prober(const call& c) {
    query_reader query(c.request.query, {});
    if (auto refused = query.refusal()) return *refused;
    const auto p = c.shared.store.prober(std::string(c.id));
    return p ? json_answer(prober_json(*p, c)) : error_answer(404, "no prober has this id");
}

http_response revoke_prober(const call& c) {
    if (!c.shared.store.revoke_prober(std::string(c.id), c.who.session.account, c.now))
        return error_answer(404, "no prober has this id");
    return no_content();
}

} // namespace fairway::collector::api
