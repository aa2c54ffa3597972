#include "collector/store/sqlite/sqlite_store.hpp"

#include "support/folder.hpp"
#include "support/system/file.hpp"
#include "support/system/file_calls.hpp"
#include "support/system/file_lock.hpp"
#include "support/system/process.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>

namespace fairway::collector {

namespace {

constexpr std::size_t read_connections = 4;

/// A path that SQLite cannot take for anything but a file.
std::string as_file(const std::string& path) {
    if (path.empty()) throw store_error("the database has no file name");
    return path.front() == '/' ? path : "./" + path;
}

/// Makes the file if there is none, for nobody but its owner: there are password hashes in it. SQLite gives the
/// files beside it the same mode. A file that is there is not opened: closing it would take SQLite's locks on it from
/// every other connection of this process.
std::string own_file(const std::string& path) {
    const std::string file = as_file(path);
    const auto created = create_private_file(file);
    if (!created) return file;
    std::error_code unseen;
    const auto kind = std::filesystem::status(file, unseen);
    if (created != std::errc::file_exists || !std::filesystem::exists(kind))
        throw store_error(path + ": cannot open the database: " + created.message());
    if (!std::filesystem::is_regular_file(kind))
        throw store_error(path + " is not a regular file; expected a database");
    if (is_private(file).value_or(false)) return file;
    if (const auto error = make_private(file))
        throw store_error(path +
                          ": other users can read the database, and its mode cannot be changed: " + error.message());
    return file;
}

std::unique_ptr<connection> open_writer(const std::string& path, const std::vector<embedded_text>& migrations) {
    auto c = std::make_unique<connection>(own_file(path), access::write);
    migrate(*c, migrations, std::chrono::system_clock::now());
    c->use_wal(); // not before it is known to be ours
    c->exec("PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864");
    return c;
}

constexpr std::string_view unfinished_backup = ".fairway-backup-";

/// Held by the one who makes a backup in a folder. Nothing where another one does, or where the folder can't be locked:
/// creating the backup then says what is wrong with it.
std::optional<file_lock> the_only_one_in(const std::string& folder) {
    try {
        return file_lock::take_folder(folder);
    } catch (const std::system_error&) {
        return std::nullopt;
    }
}

/// What killed backups have left in a folder, by its name: nothing else is called ".fairway-backup-NUMBER.tmp".
void remove_unfinished_backups(const std::string& folder) {
    std::error_code unseen;
    for (const auto& entry : std::filesystem::directory_iterator(folder, unseen)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(unfinished_backup)) continue;
        const auto end = std::min(name.find_first_not_of("0123456789", unfinished_backup.size()), name.size());
        const auto rest = std::string_view(name).substr(end);
        if (end > unfinished_backup.size() && (rest == ".tmp" || rest == ".tmp-journal"))
            system_file_calls().remove(entry.path().string());
    }
}

/// How many rows one transaction deletes; others write in between.
constexpr std::size_t step = 5000;

} // namespace

sqlite_store::sqlite_store(const std::string& file, std::string tenant, const std::vector<embedded_text>& migrations)
    : file_(as_file(file)), tenant_(std::move(tenant)), writer_(open_writer(file, migrations)), watch_(file_),
      readers_(file_, read_connections) {}

std::unique_ptr<sqlite_store> open_sqlite_store(const std::string& file, const std::string& tenant) {
    return std::make_unique<sqlite_store>(file, tenant, migration_texts());
}

std::optional<std::string> sqlite_store::setting(const std::string& name) {
    const auto c = readers_.take();
    query q(*c, "SELECT value FROM setting WHERE tenant = ? AND name = ?", tenant_, name);
    return q.next() ? std::optional(q.text()) : std::nullopt;
}

void sqlite_store::put_setting(const std::string& name, const std::string& value) {
    write([&](connection& c) {
        run(c,
            "INSERT INTO setting (tenant, name, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = "
            "excluded.value",
            tenant_, name, value);
    });
}

std::size_t sqlite_store::forget(const retention& r, wall_time now) {
    std::size_t gone = 0;
    const auto in_steps = [&](const std::string& sql, const auto&... values) {
        for (std::size_t deleted = step; deleted == step; gone += deleted)
            deleted = write([&](connection& c) { return run(c, sql, values..., step); });
    };
    in_steps("DELETE FROM transition WHERE id IN (SELECT id FROM transition WHERE tenant = ? AND at < ? LIMIT ?)",
             tenant_, now - r.transitions);
    in_steps("DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE tenant = ? AND at < ? LIMIT ?)", tenant_,
             now - r.audit);
    in_steps("DELETE FROM run WHERE tenant = ?1 AND (prober, run_id, part) IN"
             " (SELECT prober, run_id, part FROM run WHERE tenant = ?1 AND received_at < ?2 LIMIT ?3)",
             tenant_, now - r.runs);
    // The last one before the limit still says how many flows failed on the days after it.
    in_steps("DELETE FROM day WHERE tenant = ?1 AND day IN (SELECT day FROM day WHERE tenant = ?1 AND day <"
             " (SELECT max(day) FROM day WHERE tenant = ?1 AND day < ?2) LIMIT ?3)",
             tenant_, utc_date(now - r.days));
    in_steps("DELETE FROM session WHERE tenant = ?1 AND sha256 IN"
             " (SELECT sha256 FROM session WHERE tenant = ?1 AND expires_at <= ?2 LIMIT ?3)",
             tenant_, now);
    in_steps("DELETE FROM enroll_token WHERE tenant = ?1 AND id IN"
             " (SELECT id FROM enroll_token WHERE tenant = ?1 AND expires_at < ?2 LIMIT ?3)",
             tenant_, now - r.audit);
    return gone;
}

void sqlite_store::back_up(const std::string& path) {
    const std::string to = as_file(path);
    const std::string folder = folder_of(to);
    const std::string temporary = folder + "/" + std::string(unfinished_backup) + std::to_string(process_id()) + ".tmp";
    auto& calls = system_file_calls();
    const auto must = [&](std::error_code error, const std::string& what) {
        if (!error) return;
        calls.remove(temporary);
        throw store_error(path + ": " + what + ": " + error.message());
    };
    std::error_code unseen;
    if (std::filesystem::exists(to, unseen)) throw store_error(path + " already exists; a backup needs a new file");
    const auto alone = the_only_one_in(folder);
    if (alone) remove_unfinished_backups(folder);
    must(create_private_file(temporary), "cannot create the backup");
    try {
        // A connection of its own: it reads for as long as it takes, and nobody waits for it.
        connection c(file_, access::write);
        run(c, "VACUUM INTO ?", temporary);
    } catch (const store_error& e) {
        calls.remove(temporary);
        throw store_error(path + ": the backup failed: " + e.what());
    }
    must(sync_file(temporary), "cannot write the backup");
    // Never replace a file that was created meanwhile. Some file systems cannot promise that; there we have looked.
    must(rename_to_new(temporary, to), "cannot rename the backup into place");
}

void sqlite_store::check_writable() {
    write([&](connection& c) {
        run(c, "INSERT INTO heartbeat (tenant, beats) VALUES (?, 1) ON CONFLICT DO UPDATE SET beats = beats + 1",
            tenant_);
    });
}

std::int64_t sqlite_store::rows_written() {
    const std::lock_guard lock(writing_);
    return writer_->rows_written();
}

void sqlite_store::limit_size(std::int64_t pages_more) {
    const std::lock_guard lock(writing_);
    query count(*writer_, "PRAGMA page_count");
    count.next();
    const auto pages = count.number() + pages_more;
    count.run();
    writer_->exec("PRAGMA max_page_count = " + std::to_string(pages));
}

} // namespace fairway::collector
