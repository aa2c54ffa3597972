#include "collector/store/sqlite/day_changes.hpp"
#include "collector/store/sqlite/machine_rows.hpp"
#include "collector/store/sqlite/namesake.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"
#include "support/secret.hpp"

namespace fairway::collector {

namespace {

/// The owner of a credential; empty: nobody.
std::string holder_of(connection& c, const std::string& tenant, const std::string& sha256) {
    query q(c, "SELECT prober FROM credential WHERE tenant = ? AND sha256 = ?", tenant, sha256);
    return q.next() ? q.text() : std::string();
}

void put_credential(connection& c, const std::string& tenant, const std::string& sha256, const std::string& prober,
                    bool confirmed, wall_time now) {
    run(c, "INSERT INTO credential (tenant, sha256, prober, confirmed, created_at) VALUES (?, ?, ?, ?, ?)", tenant,
        sha256, prober, confirmed, now);
}

} // namespace

enrolled sqlite_store::enroll(const enrollment& e, wall_time now) {
    return write([&](connection& c) -> enrolled {
        const enrolled refused;
        query token(
            c, "SELECT id, site, uses_left, expires_at, revoked_at FROM enroll_token WHERE tenant = ? AND sha256 = ?",
            tenant_, e.token_sha256);
        if (!token.next()) return refused;
        const auto token_id = token.text();
        const auto site = token.text();
        const bool usable = token.number() > 0 && token.time() > now && token.is_null();

        query known(c, "SELECT id, site, revoked_at IS NOT NULL FROM prober WHERE tenant = ? AND install_id = ?",
                    tenant_, e.install_id);
        const bool is_known = known.next();
        const auto prober = is_known ? known.text() : random_hex(16);
        const auto known_site = is_known ? known.text() : std::string();
        const bool revoked = is_known && known.flag();
        const auto holder = holder_of(c, tenant_, e.credential_sha256);

        // The same request again: the first answer was lost.
        if (is_known && !revoked && holder == prober) {
            query use(c,
                      "SELECT 1 FROM enroll_token_use WHERE tenant = ? AND token = ? AND prober = ? AND credential = ?",
                      tenant_, token_id, prober, e.credential_sha256);
            if (use.next()) return {enrolled::result::same, prober, known_site};
        }
        if (!usable || (!holder.empty() && holder != prober)) return refused;

        if (is_known) {
            // Reinstalled: it keeps its identity, and its old credentials become invalid.
            run(c, "DELETE FROM credential WHERE tenant = ? AND prober = ?", tenant_, prober);
            forget_machines(c, tenant_, prober);
            run(c, "UPDATE prober SET site = ?, host = ?, version = ?, revoked_at = NULL WHERE tenant = ? AND id = ?",
                site, e.host, e.version, tenant_, prober);
        } else {
            run(c,
                "INSERT INTO prober (tenant, id, install_id, site, host, version, enrolled_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                tenant_, prober, e.install_id, site, e.host, e.version, now);
        }
        put_credential(c, tenant_, e.credential_sha256, prober, true, now);
        run(c, "UPDATE enroll_token SET uses_left = uses_left - 1 WHERE tenant = ? AND id = ?", tenant_, token_id);
        run(c,
            "INSERT OR REPLACE INTO enroll_token_use (tenant, token, prober, credential, used_at)"
            " VALUES (?, ?, ?, ?, ?)",
            tenant_, token_id, prober, e.credential_sha256, now);
        note(c, now, "token " + token_id, "enroll", prober, e.from);
        note_namesake(c, tenant_, prober, e.from, now);
        return {is_known ? enrolled::result::same : enrolled::result::created, prober, site};
    });
}

std::optional<known_credential> sqlite_store::find_credential(const std::string& credential_sha256) {
    const auto c = readers_.take();
    query q(*c,
            "SELECT p.id, p.revoked_at IS NOT NULL FROM credential c"
            " JOIN prober p ON p.tenant = c.tenant AND p.id = c.prober WHERE c.tenant = ? AND c.sha256 = ?",
            tenant_, credential_sha256);
    if (!q.next()) return std::nullopt;
    return known_credential{q.text(), q.flag()};
}

bool sqlite_store::rotate_credential(const std::string& prober, const std::string& new_sha256, wall_time now) {
    return write([&](connection& c) {
        query valid(c, "SELECT 1 FROM prober WHERE tenant = ? AND id = ? AND revoked_at IS NULL", tenant_, prober);
        if (!valid.next()) return false;
        const auto holder = holder_of(c, tenant_, new_sha256);
        if (!holder.empty()) return holder == prober; // the same again, or somebody else's
        // One that was never used gives way: there are never more than two.
        run(c, "DELETE FROM credential WHERE tenant = ? AND prober = ? AND NOT confirmed", tenant_, prober);
        put_credential(c, tenant_, new_sha256, prober, false, now);
        return true;
    });
}

void sqlite_store::confirm_credential(const std::string& prober, const std::string& credential_sha256) {
    {
        // Called with every report: most often there is nothing to write.
        const auto c = readers_.take();
        query q(*c, "SELECT 1 FROM credential WHERE tenant = ? AND sha256 = ? AND prober = ? AND NOT confirmed",
                tenant_, credential_sha256, prober);
        if (!q.next()) return;
    }
    write([&](connection& c) {
        // It may have been replaced meanwhile.
        if (run(c, "UPDATE credential SET confirmed = 1 WHERE tenant = ? AND sha256 = ? AND prober = ?", tenant_,
                credential_sha256, prober) > 0)
            run(c, "DELETE FROM credential WHERE tenant = ? AND prober = ? AND sha256 <> ?", tenant_, prober,
                credential_sha256);
    });
}

bool sqlite_store::revoke_prober(const std::string& prober, const std::string& who, wall_time now) {
    return write([&](connection& c) {
        query known(c, "SELECT fail FROM prober WHERE tenant = ? AND id = ? AND revoked_at IS NULL", tenant_, prober);
        if (!known.next()) return false;
        const auto failing = known.number();
        known.run();
        // What it said no longer counts, and is no state of anything. The row of its last report stays, but for the
        // digest: should it be enrolled again, its first report is read whatever it says.
        run(c, "DELETE FROM flow_state WHERE tenant = ? AND prober = ?", tenant_, prober);
        run(c, "DELETE FROM prober_target WHERE tenant = ? AND prober = ?", tenant_, prober);
        run(c, "UPDATE prober_report SET digest = '', unseen = 0 WHERE tenant = ? AND prober = ?", tenant_, prober);
        run(c,
            "UPDATE prober SET revoked_at = ?, pass = 0, warn = 0, unknown = 0, fail = 0, skip = 0"
            " WHERE tenant = ? AND id = ?",
            now, tenant_, prober);
        day_changes days;
        days.of(utc_date(now)).failing -= failing;
        days.write(c, tenant_);
        note(c, now, who, "revoke-prober", prober);
        return true;
    });
}

std::string sqlite_store::create_token(const std::string& token_sha256, const std::string& site, std::uint32_t uses,
                                       std::chrono::seconds lifetime, const std::string& who, wall_time now) {
    const auto id = random_hex(16);
    write([&](connection& c) {
        run(c,
            "INSERT INTO enroll_token (tenant, id, sha256, site, uses_left, created_at, expires_at, created_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            tenant_, id, token_sha256, site, uses, now, now + lifetime, who);
        note(c, now, who, "create-token", id);
    });
    return id;
}

bool sqlite_store::revoke_token(const std::string& id, const std::string& who, wall_time now) {
    return write([&](connection& c) {
        const auto revoked =
            run(c, "UPDATE enroll_token SET revoked_at = ? WHERE tenant = ? AND id = ? AND revoked_at IS NULL", now,
                tenant_, id);
        if (revoked > 0) note(c, now, who, "revoke-token", id);
        return revoked > 0;
    });
}

std::vector<token_row> sqlite_store::tokens(wall_time now) {
    const auto c = readers_.take();
    query q(*c,
            "SELECT id, site, uses_left, created_at, expires_at, created_by, revoked_at IS NOT NULL FROM enroll_token"
            " WHERE tenant = ? AND expires_at > ? ORDER BY created_at DESC, id",
            tenant_, now);
    std::vector<token_row> rows;
    while (q.next())
        rows.push_back(
            {q.text(), q.text(), static_cast<std::uint32_t>(q.number()), q.time(), q.time(), q.text(), q.flag()});
    return rows;
}

} // namespace fairway::collector
