#include "collector/store/sqlite/containing.hpp"
#include "collector/store/sqlite/role_list.hpp"
#include "collector/store/sqlite/selection.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"

namespace fairway::collector {

page_of<flow_state_row> sqlite_store::flows(const flow_filter& f, const page& p) {
    std::vector<std::string> after;
    if (!p.cursor.empty()) after = from_cursor(p.cursor, 4);
    const auto limit = rows_of(p);
    const auto role = role_in_text(f.role);
    const auto pattern = containing(f.search);

    // From prober to prober in the order of the page, and of each the states that are meant. CROSS keeps it that way.
    selection s("SELECT s.prober, p.host, s.flow, s.from_role, s.to_role, s.target, s.protocol, s.ports, s.finding,"
                " s.outcome, s.text, s.advice, s.counts_as, s.required, s.installed, s.since,"
                " max(s.seen_at, coalesce(r.observed_at, s.seen_at)), coalesce(r.matrix, ''), ");
    s.text(f.with_detail ? "s.detail" : "''");
    s.text(" FROM prober p CROSS JOIN flow_state s ON s.tenant = p.tenant AND s.prober = p.id"
           " LEFT JOIN prober_target t ON t.tenant = s.tenant AND t.prober = s.prober AND t.target = s.target"
           " LEFT JOIN prober_report r ON r.tenant = t.tenant AND r.prober = t.prober AND r.part = t.part");
    s.where(" WHERE p.tenant = ?", tenant_);
    if (!f.site.empty()) s.where(" AND p.site = ?", f.site);
    if (!f.prober.empty()) s.where(" AND p.id = ?", f.prober);
    if (!f.role.empty()) s.where(has_role, role);
    if (!f.outcome.empty()) s.text(with_outcome(f.outcome)).text(counts_so(f.outcome));
    if (!f.search.empty())
        s.where(" AND (p.host LIKE ? ESCAPE '\\' OR s.target LIKE ? ESCAPE '\\' OR s.flow LIKE ? ESCAPE '\\')", pattern,
                pattern, pattern);
    if (!f.flow.empty()) s.where(" AND s.flow = ?", f.flow);
    if (!f.target.empty()) s.where(" AND s.target = ?", f.target);
    if (!f.finding.empty()) s.where(" AND s.finding = ?", f.finding);
    if (!after.empty())
        s.where(" AND (p.host, p.id) >= (?, ?) AND ((p.host, p.id) <> (?, ?) OR (s.target, s.flow) > (?, ?))", after[0],
                after[1], after[0], after[1], after[2], after[3]);
    s.where(" ORDER BY p.host, p.id, s.target, s.flow LIMIT ?", limit);

    const auto c = readers_.take();
    query q(*c, s.sql());
    s.fill(q);
    page_of<flow_state_row> rows;
    while (q.next()) {
        flow_state_row r;
        for (auto* column : {&r.prober, &r.host, &r.flow, &r.from, &r.to, &r.target, &r.protocol, &r.ports, &r.finding,
                             &r.outcome, &r.text, &r.advice, &r.counts_as})
            *column = q.text();
        r.required = q.flag();
        r.installed = q.flag();
        r.since = q.time();
        r.verified_at = q.time();
        r.matrix = q.text();
        r.detail = q.text();
        rows.rows.push_back(std::move(r));
    }
    end_page(rows, p, [](const flow_state_row& r) { return std::vector{r.host, r.prober, r.target, r.flow}; });
    return rows;
}

} // namespace fairway::collector
