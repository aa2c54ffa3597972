#include "collector/store/sqlite/machine_rows.hpp"

namespace fairway::collector {

std::vector<machine> machines_of(connection& c, const std::string& tenant, const std::string& prober) {
    query q(c,
            "SELECT boot, host, from_peer, since, returns, returned_at FROM prober_machine"
            " WHERE tenant = ? AND prober = ?",
            tenant, prober);
    std::vector<machine> all;
    while (q.next()) {
        auto& m = all.emplace_back();
        m.boot = q.text();
        m.host = q.text();
        m.from = q.text();
        m.since = q.time();
        m.returns = static_cast<std::uint32_t>(q.number());
        m.returned_at = q.optional_time();
    }
    return all;
}

void write_machines(connection& c, const std::string& tenant, const std::string& prober,
                    const machines_change& change) {
    if (!change.put) return;
    const auto& m = *change.put;
    run(c,
        "INSERT OR REPLACE INTO prober_machine (tenant, prober, boot, host, from_peer, since, returns, returned_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        tenant, prober, m.boot, m.host, m.from, m.since, m.returns, m.returned_at);
    for (const auto& boot : change.forgotten)
        run(c, "DELETE FROM prober_machine WHERE tenant = ? AND prober = ? AND boot = ?", tenant, prober, boot);
}

void forget_machines(connection& c, const std::string& tenant, const std::string& prober) {
    run(c, "DELETE FROM prober_machine WHERE tenant = ? AND prober = ?", tenant, prober);
    run(c, "UPDATE prober SET shared_at = NULL WHERE tenant = ? AND id = ? AND shared_at IS NOT NULL", tenant, prober);
}

} // namespace fairway::collector
