#include "collector/store/sqlite/day_changes.hpp"

#include "collector/store/sqlite/connection.hpp"

namespace fairway::collector {

void day_changes::write(connection& c, const std::string& tenant) const {
    for (const auto& [day, of_day] : days_) {
        if (of_day == day_change{}) continue;
        run(c,
            "INSERT INTO day (tenant, day, failing) VALUES (?1, ?2, coalesce("
            "(SELECT failing FROM day WHERE tenant = ?1 AND day < ?2 ORDER BY day DESC LIMIT 1), 0)) ON CONFLICT DO "
            "NOTHING",
            tenant, day);
        run(c,
            "UPDATE day SET broke = broke + ?, healed = healed + ?, changed = changed + ? WHERE tenant = ? AND day = ?",
            of_day.broke, of_day.healed, of_day.changed, tenant, day);
        // A report that was long on its way changes the days since, too.
        if (of_day.failing != 0)
            run(c, "UPDATE day SET failing = failing + ? WHERE tenant = ? AND day >= ?", of_day.failing, tenant, day);
    }
}

} // namespace fairway::collector
