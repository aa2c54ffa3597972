#include "collector/store/sqlite/namesake.hpp"

namespace fairway::collector {

void note_namesake(connection& c, const std::string& tenant, const std::string& prober, const std::string& from,
                   wall_time now) {
    query other(
        c,
        "SELECT o.id FROM prober p JOIN prober o ON o.tenant = p.tenant AND o.host = p.host"
        " WHERE p.tenant = ? AND p.id = ? AND o.id <> p.id AND o.site <> p.site AND o.revoked_at IS NULL LIMIT 1",
        tenant, prober);
    if (!other.next()) return;
    run(c, "INSERT INTO audit (tenant, at, who, action, subject, from_peer) VALUES (?, ?, ?, ?, ?, ?)", tenant, now,
        "prober " + prober, "same-name", other.text(), from);
}

} // namespace fairway::collector
