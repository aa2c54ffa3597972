#include "collector/store/sqlite/connection.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <sqlite3.h>
#include <thread>

namespace fairway::collector {

namespace {

constexpr int busy_ms = 5000;

std::string in_words(int code, sqlite3* db) {
    // What the system says of no space is not always SQLITE_FULL: the index of the log may be what finds no room.
    const int system = db == nullptr ? 0 : sqlite3_system_errno(db);
    const bool of_system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
    switch (of_system && (system == ENOSPC || system == EDQUOT) ? SQLITE_FULL : code & 0xff) {
    case SQLITE_FULL: return "no space left; nothing was stored. Free some space, and it continues";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another process has been writing to it for more than 5 s; nothing was stored";
    case SQLITE_NOTADB: return "is not an SQLite database; give another file, or move this one away";
    case SQLITE_CORRUPT: return "is damaged; stop the collector and restore a backup";
    case SQLITE_READONLY:
    case SQLITE_PERM: return "may not be written to; the directory and the file must belong to the collector's user";
    default: break;
    }
    std::string words = db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db);
    if (of_system && system != 0) words += std::string(": ") + std::strerror(system);
    return words + " (SQLite code " + std::to_string(code) + ")";
}

} // namespace

std::int64_t to_milliseconds(wall_time t) {
    return std::chrono::floor<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

wall_time from_milliseconds(std::int64_t ms) {
    return wall_time(std::chrono::milliseconds(ms));
}

connection::connection(const std::string& file, access how) : file_(file) {
    // NOMUTEX: we make sure that one thread at a time uses it. No URI names: a file is a file.
    const int code = sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    try {
        if (code != SQLITE_OK) fail(code);
        sqlite3_extended_result_codes(db_, 1);
        sqlite3_busy_timeout(db_, busy_ms);
        // A file may have been made by somebody else: nothing in it may run functions or rewrite its own schema.
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        exec("PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
             "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;");
        exec(how == access::read ? "PRAGMA query_only = ON; PRAGMA cache_size = -8192" : "PRAGMA cache_size = -65536");
    } catch (...) {
        sqlite3_close_v2(db_);
        throw;
    }
}

connection::~connection() {
    for (const auto& [sql, statement] : statements_)
        sqlite3_finalize(statement);
    sqlite3_close_v2(db_);
}

void connection::fail(int code) const {
    const std::string words = in_words(code, db_);
    throw store_error(file_ + (words.rfind("is ", 0) == 0 || words.rfind("may ", 0) == 0 ? " " : ": ") + words);
}

void connection::exec(const std::string& sql) {
    const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

void connection::use_wal() {
    // SQLite does not wait by itself where two do this at once, as each could wait for the other.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_ms);
    int code = SQLITE_OK;
    while ((code = sqlite3_exec(db_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr)) != SQLITE_OK) {
        if ((code & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() > deadline) fail(code);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

bool connection::in_transaction() const {
    return sqlite3_get_autocommit(db_) == 0;
}

std::int64_t connection::last_id() const {
    return sqlite3_last_insert_rowid(db_);
}

std::int64_t connection::rows_written() const {
    return sqlite3_total_changes64(db_);
}

sqlite3_stmt* connection::prepared(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) {
        if (sqlite3_stmt_busy(known->second) != 0) throw std::logic_error("statement in use: " + known->first);
        return known->second;
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK) fail(code);
    statements_.emplace(sql, statement);
    return statement;
}

query::~query() {
    reset();
}

void query::reset() {
    sqlite3_reset(statement_); // its result is the error that next() has already thrown
    sqlite3_clear_bindings(statement_);
}

bool query::next() {
    column_ = 0;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) connection_.fail(code);
    return false;
}

std::size_t query::run() {
    while (next()) {
    }
    return static_cast<std::size_t>(sqlite3_changes64(connection_.db_));
}

std::string query::text() {
    return std::string(view());
}

std::string_view query::view() {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column_));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column_));
    ++column_;
    return bytes == nullptr ? std::string_view() : std::string_view(bytes, size);
}

std::int64_t query::number() {
    return sqlite3_column_int64(statement_, column_++);
}

bool query::is_null() const {
    return sqlite3_column_type(statement_, column_) == SQLITE_NULL;
}

std::optional<wall_time> query::optional_time() {
    if (!is_null()) return time();
    ++column_;
    return std::nullopt;
}

void query::put(std::string_view text) {
    const char* bytes = text.data() == nullptr ? "" : text.data(); // a null pointer would be a NULL
    const int code = sqlite3_bind_text64(statement_, ++bound_, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) connection_.fail(code);
}

void query::put(std::string&& text) {
    const int code = sqlite3_bind_text64(statement_, ++bound_, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK) connection_.fail(code);
}

void query::put_number(std::int64_t number) {
    const int code = sqlite3_bind_int64(statement_, ++bound_, number);
    if (code != SQLITE_OK) connection_.fail(code);
}

void query::put_null() {
    const int code = sqlite3_bind_null(statement_, ++bound_);
    if (code != SQLITE_OK) connection_.fail(code);
}

transaction::~transaction() {
    if (!connection_.in_transaction()) return; // committed, or undone by the failure itself
    try {
        connection_.exec("ROLLBACK");
    } catch (const store_error&) {
        // Then closing the connection undoes it; the reason is on its way already.
    }
}

} // namespace fairway::collector
