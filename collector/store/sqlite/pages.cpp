#include "collector/store/sqlite/containing.hpp"
#include "collector/store/sqlite/role_list.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"

#include <array>
#include <functional>
#include <map>

namespace fairway::collector {

namespace {

/// A statement that is put together from the conditions that apply, with a value for each.
class selection {
  public:
    explicit selection(std::string sql) : sql_(std::move(sql)) {}

    selection& text(const char* sql) {
        sql_ += sql;
        return *this;
    }
    template <class... Values>
    selection& where(const char* condition, const Values&... values) {
        sql_ += condition;
        (values_.push_back([&values](query& q) { q.add(values); }), ...);
        return *this;
    }
    const std::string& sql() const { return sql_; }
    /// The values must still be there.
    void fill(query& q) const {
        for (const auto& add : values_)
            add(q);
    }

  private:
    std::string sql_;
    std::vector<std::function<void(query&)>> values_;
};

/// "AND" a prober has states that count so; never true for a word that is no outcome.
const char* with_outcome(const std::string& word) {
    if (word == "broken") return " AND p.fail + p.unknown + p.warn > 0";
    const auto o = parse_outcome(word);
    if (!o) return " AND 0";
    constexpr std::array<const char*, 5> conditions = {" AND p.skip > 0", " AND p.pass > 0", " AND p.warn > 0",
                                                       " AND p.unknown > 0", " AND p.fail > 0"};
    return conditions[static_cast<std::size_t>(*o)];
}

// A prober and the newest part of its last report. What it said is as old as its oldest part, and not complete while
// one is missing: the collector may have refused that part, run after run.
constexpr const char* prober_columns =
    "SELECT p.id, p.site, p.host, p.enrolled_at, p.revoked_at, r.received_at,"
    " (SELECT min(n.observed_at) FROM prober_report n WHERE n.tenant = p.tenant AND n.prober = p.id),"
    " coalesce(r.version, p.version), r.phase, r.matrix, r.roles, r.interval_s, r.skew_s, r.spool, r.dropped,"
    " coalesce(r.complete AND r.parts ="
    "  (SELECT count(*) FROM prober_report n WHERE n.tenant = p.tenant AND n.prober = p.id), 1), p.pass, p.warn, "
    "p.unknown, p.fail, p.skip FROM prober p"
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
    return p;
}

constexpr const char* transition_columns =
    "SELECT t.id, t.prober, p.host, p.site, t.flow, t.target, t.from_finding, t.from_outcome, t.to_finding,"
    " t.to_outcome, t.text, t.at FROM transition t"
    " CROSS JOIN prober p ON p.tenant = t.tenant AND p.id = t.prober";

transition_row read_transition(query& q) {
    return {q.number(), q.text(), q.text(), q.text(), q.text(), q.text(),
            q.text(),   q.text(), q.text(), q.text(), q.text(), q.time()};
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

page_of<flow_state_row> sqlite_store::flows(const flow_filter& f, const page& p) {
    std::vector<std::string> after;
    if (!p.cursor.empty()) after = from_cursor(p.cursor, 4);
    const auto limit = rows_of(p);
    const auto role = role_in_text(f.role);
    const auto pattern = containing(f.search);

    // From prober to prober in the order of the page, and of each the states that are meant. CROSS keeps it that way.
    selection s("SELECT s.prober, p.host, s.flow, s.from_role, s.to_role, s.target, s.protocol, s.ports, s.finding,"
                " s.outcome, s.text, s.advice, s.counts_as, s.required, s.installed, s.since,"
                " max(s.seen_at, coalesce(r.observed_at, s.seen_at)), ");
    s.text(f.with_detail ? "s.detail" : "''");
    s.text(" FROM prober p CROSS JOIN flow_state s ON s.tenant = p.tenant AND s.prober = p.id"
           " LEFT JOIN prober_target t ON t.tenant = s.tenant AND t.prober = s.prober AND t.target = s.target"
           " LEFT JOIN prober_report r ON r.tenant = t.tenant AND r.prober = t.prober AND r.part = t.part");
    s.where(" WHERE p.tenant = ?", tenant_);
    if (!f.site.empty()) s.where(" AND p.site = ?", f.site);
    if (!f.prober.empty()) s.where(" AND p.id = ?", f.prober);
    if (!f.role.empty()) s.where(has_role, role);
    if (!f.outcome.empty()) s.text(with_outcome(f.outcome));
    if (f.outcome == "broken")
        s.text(" AND s.counts_as IN ('fail', 'unknown', 'warn')");
    else if (!f.outcome.empty())
        s.where(" AND s.counts_as = ?", f.outcome);
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
        r.detail = q.text();
        rows.rows.push_back(std::move(r));
    }
    end_page(rows, p, [](const flow_state_row& r) { return std::vector{r.host, r.prober, r.target, r.flow}; });
    return rows;
}

page_of<transition_row> sqlite_store::transitions(const transition_filter& f, const page& p) {
    long long before_time = 0;
    long long before_id = 0;
    if (!p.cursor.empty()) {
        const auto key = from_cursor(p.cursor, 2);
        before_time = number_from_cursor(key[0]);
        before_id = number_from_cursor(key[1]);
    }
    const auto limit = rows_of(p);

    selection s(transition_columns);
    s.where(" WHERE t.tenant = ?", tenant_);
    if (!f.prober.empty()) s.where(" AND t.prober = ?", f.prober);
    if (!f.flow.empty()) s.where(" AND t.flow = ?", f.flow);
    if (f.since) s.where(" AND t.at >= ?", *f.since);
    if (!p.cursor.empty()) s.where(" AND (t.at, t.id) < (?, ?)", before_time, before_id);
    s.where(" ORDER BY t.at DESC, t.id DESC LIMIT ?", limit);

    const auto c = readers_.take();
    query q(*c, s.sql());
    s.fill(q);
    page_of<transition_row> rows;
    while (q.next())
        rows.rows.push_back(read_transition(q));
    end_page(rows, p, [](const transition_row& r) {
        return std::vector{std::to_string(to_milliseconds(r.at)), std::to_string(r.id)};
    });
    return rows;
}

std::vector<transition_row> sqlite_store::transitions_after(std::int64_t id, std::size_t limit) {
    const auto c = readers_.take();
    // "+": by their numbers, and not by an index that begins with the tenant.
    query q(*c, transition_columns + std::string(" WHERE +t.tenant = ? AND t.id > ? ORDER BY t.id LIMIT ?"), tenant_,
            id, std::min(limit, longest_page));
    std::vector<transition_row> rows;
    while (q.next())
        rows.push_back(read_transition(q));
    return rows;
}

std::int64_t sqlite_store::last_transition() {
    const auto c = readers_.take();
    query q(*c, "SELECT id FROM transition WHERE +tenant = ? ORDER BY id DESC LIMIT 1", tenant_);
    return q.next() ? q.number() : 0;
}

std::vector<day_row> sqlite_store::history(std::size_t days, wall_time now) {
    constexpr std::size_t most = 1000;
    std::vector<day_row> rows(std::clamp<std::size_t>(days, 1, most));
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].day = utc_date(now - std::chrono::hours(24) * static_cast<int>(rows.size() - 1 - i));

    std::map<std::string, day_row> kept;
    {
        const auto c = readers_.take();
        // The one before the first says what it began with.
        query q(*c,
                "SELECT day, broke, healed, changed, failing FROM day WHERE tenant = ?1 AND day >= coalesce("
                "(SELECT max(day) FROM day WHERE tenant = ?1 AND day < ?2), ?2) ORDER BY day",
                tenant_, rows.front().day);
        while (q.next()) {
            day_row d{q.text(), q.count(), q.count(), q.count(), q.count()};
            kept.emplace(d.day, d);
        }
    }
    std::uint64_t failing = 0;
    auto next = kept.begin();
    if (next != kept.end() && next->first < rows.front().day) failing = (next++)->second.failing;
    for (auto& row : rows) {
        if (next != kept.end() && next->first == row.day)
            row = (next++)->second;
        else
            row.failing = failing;
        failing = row.failing;
    }
    return rows;
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
