#include "collector/store/sqlite/migrations.hpp"

#include "collector/store/sqlite/connection.hpp"

namespace fairway::collector {

namespace {

/// 0: empty.
std::size_t version_of(connection& c) {
    query tables(c, "SELECT count(*), count(*) FILTER (WHERE name = 'schema_version') FROM sqlite_schema");
    tables.next();
    const auto all = tables.number();
    const auto ours = tables.number();
    if (all == 0) return 0;
    if (ours == 0) throw store_error(c.file() + " is another program's database; give another file");
    query newest(c, "SELECT coalesce(max(version), 0) FROM schema_version");
    newest.next();
    return static_cast<std::size_t>(newest.number());
}

} // namespace

void migrate(connection& c, const std::vector<embedded_text>& steps, wall_time now) {
    // The first look takes no lock: most often there is nothing to do.
    for (auto version = version_of(c); version != steps.size();) {
        if (version > steps.size())
            throw store_error(c.file() + " has schema " + std::to_string(version) +
                              ", and this program only knows up to " + std::to_string(steps.size()) +
                              "; start the newer fairway-collector, or restore a backup from before the update");
        transaction step(c);
        version = version_of(c); // another process may have been quicker
        if (version >= steps.size()) continue;
        const auto& [name, sql] = steps[version];
        try {
            c.exec(std::string(sql));
            if (!c.in_transaction()) throw store_error("it ended its transaction");
            run(c, "INSERT INTO schema_version (version, name, applied_at) VALUES (?, ?, ?)", version + 1, name, now);
            step.commit();
        } catch (const store_error& e) {
            throw store_error(c.file() + " could not be migrated to schema " + std::to_string(version + 1) + " (" +
                              std::string(name) + "): " + e.what());
        }
        ++version;
    }
}

} // namespace fairway::collector
