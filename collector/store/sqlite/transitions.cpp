#include "collector/store/sqlite/selection.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"

#include <map>

namespace fairway::collector {

namespace {

constexpr const char* transition_columns =
    "SELECT t.id, t.prober, p.host, p.site, t.flow, t.target, t.from_finding, t.from_outcome, t.to_finding,"
    " t.to_outcome, t.text, t.at, t.by_page FROM transition t"
    " CROSS JOIN prober p ON p.tenant = t.tenant AND p.id = t.prober";

transition_row read_transition(query& q) {
    return {to_cursor(q.number()),
            q.text(),
            q.text(),
            q.text(),
            q.text(),
            q.text(),
            q.text(),
            q.text(),
            q.text(),
            q.text(),
            q.text(),
            q.time(),
            q.flag()};
}

} // namespace

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
    end_page(rows, p, [](const transition_row& r) { return std::vector{std::to_string(to_milliseconds(r.at)), r.id}; });
    return rows;
}

// One writer at a time: numbers are given in the order of commits, and the last one seen is a cursor. A store with
// several writers needs another one.
std::vector<event> sqlite_store::events_after(const std::string& cursor, std::size_t limit) {
    const auto after = cursor.empty() ? 0 : number_from_cursor(cursor);
    const auto c = readers_.take();
    // "+": by their numbers, and not by an index that begins with the tenant.
    query q(*c, transition_columns + std::string(" WHERE +t.tenant = ? AND t.id > ? ORDER BY t.id LIMIT ?"), tenant_,
            after, std::min(limit, longest_page));
    std::vector<event> events;
    while (q.next()) {
        auto t = read_transition(q);
        events.push_back({t.id, std::move(t)});
    }
    return events;
}

std::string sqlite_store::last_event() {
    const auto c = readers_.take();
    query q(*c, "SELECT id FROM transition WHERE +tenant = ? ORDER BY id DESC LIMIT 1", tenant_);
    return to_cursor(q.next() ? q.number() : 0);
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

} // namespace fairway::collector
