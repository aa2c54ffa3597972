#include "collector/store/sqlite/sqlite_store.hpp"

#include <limits>

namespace fairway::collector {

namespace {

std::string_view word_of(account_role role) {
    return role == account_role::admin ? "admin" : "viewer";
}

account_role role_of(const std::string& word) {
    return word == "admin" ? account_role::admin : account_role::viewer;
}

account_row read_account(query& q) {
    return {q.text(), role_of(q.text()), q.text(), q.flag()};
}

} // namespace

void sqlite_store::note(connection& c, wall_time at, const std::string& who, const char* action,
                        const std::string& subject, const std::string& from) {
    run(c, "INSERT INTO audit (tenant, at, who, action, subject, from_peer) VALUES (?, ?, ?, ?, ?, ?)", tenant_, at,
        who, action, subject, from);
}

void sqlite_store::put_account(const account_row& a, const std::string& who, wall_time now) {
    write([&](connection& c) {
        run(c,
            "INSERT INTO account (tenant, name, role, password, disabled) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET role = excluded.role, password = excluded.password, disabled = excluded.disabled",
            tenant_, a.name, word_of(a.role), a.password, a.disabled);
        // Whoever is logged in with an old password or role must log in again.
        run(c, "DELETE FROM session WHERE tenant = ? AND account = ?", tenant_, a.name);
        note(c, now, who, "put-account", a.name);
    });
}

std::optional<account_row> sqlite_store::account(const std::string& name) {
    const auto c = readers_.take();
    query q(*c, "SELECT name, role, password, disabled FROM account WHERE tenant = ? AND name = ?", tenant_, name);
    if (!q.next()) return std::nullopt;
    return read_account(q);
}

std::vector<account_row> sqlite_store::accounts() {
    const auto c = readers_.take();
    query q(*c, "SELECT name, role, password, disabled FROM account WHERE tenant = ? ORDER BY name", tenant_);
    std::vector<account_row> rows;
    while (q.next())
        rows.push_back(read_account(q));
    return rows;
}

void sqlite_store::create_session(const std::string& session_sha256, const session_row& s) {
    write([&](connection& c) {
        run(c, "INSERT INTO session (tenant, sha256, account, csrf, expires_at) VALUES (?, ?, ?, ?, ?)", tenant_,
            session_sha256, s.account, s.csrf, s.expires_at);
    });
}

std::optional<session_row> sqlite_store::session(const std::string& session_sha256, wall_time now) {
    const auto c = readers_.take();
    query q(*c,
            "SELECT a.name, a.role, s.csrf, s.expires_at FROM session s"
            " JOIN account a ON a.tenant = s.tenant AND a.name = s.account"
            " WHERE s.tenant = ? AND s.sha256 = ? AND s.expires_at > ? AND NOT a.disabled",
            tenant_, session_sha256, now);
    if (!q.next()) return std::nullopt;
    return session_row{q.text(), role_of(q.text()), q.text(), q.time()};
}

void sqlite_store::end_session(const std::string& session_sha256) {
    write(
        [&](connection& c) { run(c, "DELETE FROM session WHERE tenant = ? AND sha256 = ?", tenant_, session_sha256); });
}

void sqlite_store::record(const audit_row& entry) {
    write([&](connection& c) {
        run(c, "INSERT INTO audit (tenant, at, who, action, subject, from_peer) VALUES (?, ?, ?, ?, ?, ?)", tenant_,
            entry.at, entry.who, entry.action, entry.subject, entry.from);
    });
}

page_of<audit_row> sqlite_store::audit(const page& p) {
    const long long before = p.cursor.empty() ? std::numeric_limits<long long>::max() : number_from_cursor(p.cursor);
    const auto c = readers_.take();
    query q(*c,
            "SELECT id, at, who, action, subject, from_peer FROM audit WHERE tenant = ? AND id < ?"
            " ORDER BY id DESC LIMIT ?",
            tenant_, before, rows_of(p));
    page_of<audit_row> rows;
    while (q.next())
        rows.rows.push_back({q.number(), q.time(), q.text(), q.text(), q.text(), q.text()});
    end_page(rows, p, [](const audit_row& r) -> long long { return r.id; });
    return rows;
}

} // namespace fairway::collector
