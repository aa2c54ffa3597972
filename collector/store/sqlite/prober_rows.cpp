#include "collector/store/sqlite/containing.hpp"
#include "collector/store/sqlite/machine_rows.hpp"
#include "collector/store/sqlite/role_list.hpp"
#include "collector/store/sqlite/selection.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"

namespace fairway::collector {

namespace {

// A prober and the newest part of its last report. What it said is as old as its oldest part, and not complete while
// one is missing: the collector may have refused that part, run after run.
constexpr const char* prober_columns =
    "SELECT p.id, p.site, p.host, p.enrolled_at, p.revoked_at, r.received_at,"
    " (SELECT min(n.observed_at) FROM prober_report n WHERE n.tenant = p.tenant AND n.prober = p.id),"
    " coalesce(r.version, p.version), r.phase, r.matrix, r.roles, r.interval_s, r.skew_s, r.spool, r.dropped,"
    " coalesce(r.complete AND r.parts ="
    "  (SELECT count(*) FROM prober_report n WHERE n.tenant = p.tenant AND n.prober = p.id), 1), p.pass, p.warn, "
    "p.unknown, p.fail, p.skip, p.shared_at FROM prober p"
    " LEFT JOIN prober_report r ON r.tenant = p.tenant AND r.prober = p.id AND r.part ="
    " (SELECT n.part FROM prober_report n WHERE n.tenant = p.tenant AND n.prober = p.id"
    "  ORDER BY n.observed_at DESC, n.part DESC LIMIT 1)";

prober_row read_prober(query& q) {
    prober_row p;
    p.id = q.text();
    p.site = q.text();
    p.host = q.text();
    p.enrolled_at = q.time();
    p.revoked_at = q.optional_time();
    p.last_seen_at = q.optional_time();
    p.observed_at = q.optional_time();
    p.version = q.text();
    p.phase = q.text();
    p.matrix = q.text();
    p.roles = roles_from_text(q.text());
    p.interval_s = static_cast<std::uint32_t>(q.number());
    p.skew_s = q.number();
    p.spool = q.count();
    p.dropped = q.count();
    p.complete = q.flag();
    p.counts.pass = q.count();
    p.counts.warn = q.count();
    p.counts.unknown = q.count();
    p.counts.fail = q.count();
    p.counts.skip = q.count();
    p.shared_at = q.optional_time();
    return p;
}

} // namespace

page_of<prober_row> sqlite_store::probers(const prober_filter& f, const page& p) {
    std::vector<std::string> after;
    if (!p.cursor.empty()) after = from_cursor(p.cursor, 2);
    const auto pattern = containing(f.search);
    const auto role = role_in_text(f.role);
    const auto limit = rows_of(p);

    selection s(prober_columns);
    s.where(" WHERE p.tenant = ?", tenant_);
    if (!f.site.empty()) s.where(" AND p.site = ?", f.site);
    if (!f.role.empty()) s.where(has_role, role);
    if (!f.outcome.empty()) s.text(with_outcome(f.outcome));
    if (!f.search.empty()) s.where(" AND p.host LIKE ? ESCAPE '\\'", pattern);
    if (!after.empty()) s.where(" AND (p.host, p.id) > (?, ?)", after[0], after[1]);
    s.where(" ORDER BY p.host, p.id LIMIT ?", limit);

    const auto c = readers_.take();
    query q(*c, s.sql());
    s.fill(q);
    page_of<prober_row> rows;
    while (q.next())
        rows.rows.push_back(read_prober(q));
    end_page(rows, p, [](const prober_row& r) { return std::vector{r.host, r.id}; });
    return rows;
}

std::optional<prober_row> sqlite_store::prober(const std::string& id) {
    const auto c = readers_.take();
    query q(*c, prober_columns + std::string(" WHERE p.tenant = ? AND p.id = ?"), tenant_, id);
    if (!q.next()) return std::nullopt;
    return read_prober(q);
}

std::vector<machine> sqlite_store::machines(const std::string& prober, std::uint32_t interval_s, wall_time now) {
    const auto c = readers_.take();
    return sharing(machines_of(*c, tenant_, prober), interval_s, now);
}

std::vector<site_row> sqlite_store::sites(wall_time now) {
    const auto c = readers_.take();
    query q(*c, prober_columns + std::string(" WHERE p.tenant = ? AND p.revoked_at IS NULL ORDER BY p.site"), tenant_);
    std::vector<site_row> rows;
    while (q.next()) {
        const auto p = read_prober(q);
        if (rows.empty() || rows.back().name != p.site) rows.push_back({p.site, 0, 0, {}});
        auto& site = rows.back();
        ++site.probers;
        if (p.is_stale(now)) ++site.stale;
        site.counts.pass += p.counts.pass;
        site.counts.warn += p.counts.warn;
        site.counts.unknown += p.counts.unknown;
        site.counts.fail += p.counts.fail;
        site.counts.skip += p.counts.skip;
    }
    return rows;
}

} // namespace fairway::collector
