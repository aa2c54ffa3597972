#include "collector/store/sqlite/containing.hpp"
#include "collector/store/sqlite/role_list.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"

#include <unordered_map>

namespace fairway::collector {

namespace {

/// In the order of their ids, as the index has them.
std::vector<overview_states::host> read_hosts(connection& c, const std::string& tenant, const overview_filter& f,
                                              wall_time now) {
    // What a host said is as old as its oldest part, and not complete while one is missing.
    std::string sql = "SELECT p.id, p.host, p.site, p.enrolled_at, min(r.observed_at), max(r.interval_s),"
                      " min(r.complete) AND count(r.part) = max(r.parts) AND sum(r.unseen) = 0"
                      " FROM prober p LEFT JOIN prober_report r ON r.tenant = p.tenant AND r.prober = p.id"
                      " WHERE p.tenant = ? AND p.revoked_at IS NULL";
    if (!f.site.empty()) sql += " AND p.site = ?";
    if (!f.search.empty()) sql += " AND p.host LIKE ? ESCAPE '\\'";
    if (!f.role.empty()) sql += has_role;
    sql += " GROUP BY p.id ORDER BY p.id";
    query q(c, sql, tenant);
    if (!f.site.empty()) q.add(f.site);
    if (!f.search.empty()) q.add(containing(f.search));
    if (!f.role.empty()) q.add(role_in_text(f.role));

    std::vector<overview_states::host> hosts;
    while (q.next()) {
        auto& h = hosts.emplace_back();
        h.prober = q.text();
        h.name = q.text();
        h.site = q.text();
        const auto enrolled_at = q.time();
        const auto observed_at = q.optional_time();
        h.stale = is_stale(observed_at.value_or(enrolled_at), static_cast<std::uint32_t>(q.number()), now);
        h.complete = observed_at && q.flag();
    }
    return hosts;
}

/// Finds the positions of flows. Hosts have much the same flows in the same order: most often it is the one behind the
/// last, or the first.
class flow_positions {
  public:
    explicit flow_positions(std::vector<overview_states::flow>& flows) : flows_(flows) {}

    std::uint32_t of(std::string_view id) {
        for (const auto guess : {last_, last_ + 1, std::size_t{0}})
            if (guess < flows_.size() && flows_[guess].id == id) return found(guess);
        const auto [at, is_new] = known_.emplace(id, flows_.size());
        if (is_new) flows_.push_back({at->first, "", "", "", ""});
        return found(at->second);
    }

  private:
    std::uint32_t found(std::size_t position) {
        last_ = position;
        return static_cast<std::uint32_t>(position);
    }

    std::vector<overview_states::flow>& flows_;
    std::unordered_map<std::string, std::size_t> known_;
    std::size_t last_ = 0;
};

void read_states(connection& c, const std::string& tenant, const overview_filter& f, overview_states& into) {
    std::string sql = "SELECT flow, counts_as FROM flow_state INDEXED BY flow_state_by_count"
                      " WHERE tenant = ? AND prober = ?";
    if (!f.flow.empty()) sql += " AND flow = ?";
    if (!f.finding.empty()) sql += " AND finding = ?";
    sql += " ORDER BY target, flow"; // as the index has them
    query q(c, sql);
    flow_positions flows(into.flows);
    for (std::uint32_t host = 0; host < into.hosts.size(); ++host) {
        q.with(tenant, into.hosts[host].prober);
        if (!f.flow.empty()) q.add(f.flow);
        if (!f.finding.empty()) q.add(f.finding);
        while (q.next()) {
            const auto flow = flows.of(q.view());
            if (const auto counts_as = parse_outcome(q.view())) into.states.push_back({host, flow, *counts_as});
        }
    }
}

} // namespace

overview_states sqlite_store::overview(const overview_filter& f, wall_time now) {
    overview_states all;
    const auto c = readers_.take();
    // While it stands on a row, everything that this connection reads is of one moment.
    query moment(*c, "SELECT version FROM schema_version");
    moment.next();
    all.hosts = read_hosts(*c, tenant_, f, now);
    read_states(*c, tenant_, f, all);
    query about(*c, "SELECT from_role, to_role, protocol, ports FROM flow_state WHERE tenant = ? AND flow = ? LIMIT 1");
    for (auto& flow : all.flows) {
        if (!about.with(tenant_, flow.id).next()) continue;
        for (auto* column : {&flow.from, &flow.to, &flow.protocol, &flow.ports})
            *column = about.text();
    }
    return all;
}

} // namespace fairway::collector
