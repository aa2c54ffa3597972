#include "collector/store/containing.hpp"
#include "collector/store/role_list.hpp"
#include "collector/store/sqlite_store.hpp"

#include <algorithm>

namespace fairway::collector {

namespace {

/// In the order of their ids, as the index has them within each flow.
std::vector<overview_states::host> read_hosts(connection& c, const std::string& tenant, const overview_filter& f,
                                              wall_time now) {
    // Every part of a run says the same of its host; which is the newest is found here, in one pass.
    std::string sql = "SELECT p.id, p.host, p.site, p.enrolled_at, r.observed_at, r.interval_s, r.complete"
                      " FROM prober p LEFT JOIN prober_report r ON r.tenant = p.tenant AND r.prober = p.id"
                      " WHERE p.tenant = ? AND p.revoked_at IS NULL";
    if (!f.site.empty()) sql += " AND p.site = ?";
    if (!f.search.empty()) sql += " AND p.host LIKE ? ESCAPE '\\'";
    if (!f.role.empty()) sql += has_role;
    sql += " ORDER BY p.id, r.observed_at DESC, r.part DESC";
    query q(c, sql, tenant);
    if (!f.site.empty()) q.add(f.site);
    if (!f.search.empty()) q.add(containing(f.search));
    if (!f.role.empty()) q.add(role_in_text(f.role));

    std::vector<overview_states::host> hosts;
    while (q.next()) {
        const auto id = q.view();
        if (!hosts.empty() && hosts.back().prober == id) continue;
        auto& h = hosts.emplace_back();
        h.prober = id;
        h.name = q.text();
        h.site = q.text();
        prober_row p;
        p.enrolled_at = q.time();
        p.observed_at = q.optional_time();
        p.interval_s = static_cast<std::uint32_t>(q.number());
        h.stale = p.is_stale(now);
        h.complete = p.observed_at && q.flag();
    }
    return hosts;
}

void read_states(connection& c, const std::string& tenant, const overview_filter& f, overview_states& into) {
    // From one end of the index to the other, or of the part that is about one flow. To look at the states of a few
    // hosts only, their rows of a kilobyte would have to be read.
    std::string sql = "SELECT flow, prober, counts_as FROM flow_state INDEXED BY flow_state_by_flow WHERE tenant = ?";
    if (!f.flow.empty()) sql += " AND flow = ?";
    if (!f.finding.empty()) sql += " AND finding = ?";
    sql += " ORDER BY flow, prober";
    query q(c, sql, tenant);
    if (!f.flow.empty()) q.add(f.flow);
    if (!f.finding.empty()) q.add(f.finding);

    const auto& hosts = into.hosts;
    std::size_t host = 0; // both go through the hosts in the same order: no look-up
    std::string flow;
    bool counted = false; // the flow has a state of one of these hosts
    while (q.next()) {
        if (const auto next = q.view(); next != flow) {
            flow = next;
            host = 0;
            counted = false;
        }
        const auto prober = q.view();
        while (host < hosts.size() && hosts[host].prober < prober)
            ++host;
        if (host == hosts.size() || hosts[host].prober != prober) continue;
        const auto counts_as = parse_outcome(q.view());
        if (!counts_as) continue;
        if (!counted) into.flows.push_back({flow, "", "", "", ""});
        counted = true;
        into.states.push_back(
            {static_cast<std::uint32_t>(host), static_cast<std::uint32_t>(into.flows.size() - 1), *counts_as});
    }
}

} // namespace

overview_states sqlite_store::overview(const overview_filter& f, wall_time now) {
    overview_states all;
    const auto c = readers_.take();
    all.hosts = read_hosts(*c, tenant_, f, now);
    if (all.hosts.empty()) return all;
    read_states(*c, tenant_, f, all);
    query about(*c, "SELECT from_role, to_role, protocol, ports FROM flow_state WHERE tenant = ? AND flow = ? LIMIT 1");
    for (auto& flow : all.flows) {
        if (!about.with(tenant_, flow.id).next()) continue; // gone meanwhile
        for (auto* column : {&flow.from, &flow.to, &flow.protocol, &flow.ports})
            *column = about.text();
    }
    return all;
}

} // namespace fairway::collector
