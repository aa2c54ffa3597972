#pragma once

#include "collector/store/store.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace fairway::collector {

/// The database keeps whole milliseconds.
std::int64_t to_milliseconds(wall_time t);
wall_time from_milliseconds(std::int64_t ms);

enum class access : std::uint8_t { write, read };

/// One connection to a database file, used by one thread at a time. Whatever fails throws store_error, in words.
class connection {
  public:
    /// The file must exist.
    connection(const std::string& file, access how);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    /// Any number of statements without parameters or results.
    void exec(const std::string& sql);
    /// From now on, in every process, readers go on while one writes. The setting is stored in the file.
    void use_wal();

    bool in_transaction() const;
    std::int64_t last_id() const;
    /// Rows inserted, changed and deleted since it was opened.
    std::int64_t rows_written() const;
    const std::string& file() const { return file_; }

  private:
    friend class query;
    struct text_hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    /// Prepared once and kept.
    sqlite3_stmt* prepared(std::string_view sql);
    [[noreturn]] void fail(int code) const;

    std::string file_;
    sqlite3* db_ = nullptr;
    std::unordered_map<std::string, sqlite3_stmt*, text_hash, std::equal_to<>> statements_;
};

/// One use of a prepared statement. Texts that are given as lvalues must outlive it. Two uses of the same statement at
/// a time are a mistake and throw std::logic_error.
class query {
  public:
    template <class... Values>
    query(connection& c, std::string_view sql, Values&&... values) : connection_(c), statement_(c.prepared(sql)) {
        bind_all(std::forward<Values>(values)...);
    }
    ~query();
    query(const query&) = delete;
    query& operator=(const query&) = delete;

    /// Again, with other values.
    template <class... Values>
    query& with(Values&&... values) {
        reset();
        bind_all(std::forward<Values>(values)...);
        return *this;
    }

    /// Goes to the next row; false: there is none.
    bool next();
    /// To the end; how many rows it has changed.
    std::size_t run();

    // The columns of the row, one after the other.
    std::string text();
    std::string_view view(); ///< the text where it lies, until the next step: for long lists
    std::int64_t number();
    bool flag() { return number() != 0; }
    std::uint64_t count() { return static_cast<std::uint64_t>(number()); }
    wall_time time() { return from_milliseconds(number()); }
    bool is_null() const; ///< of the column that is next
    std::optional<wall_time> optional_time();

    /// For conditions that are put together: the next parameter.
    template <class Value>
    void add(Value&& value) {
        put(std::forward<Value>(value));
    }

  private:
    template <class... Values>
    void bind_all(Values&&... values) {
        bound_ = 0;
        (put(std::forward<Values>(values)), ...);
    }
    void put(std::string_view text);
    void put(const std::string& text) { put(std::string_view(text)); }
    void put(const char* text) { put(std::string_view(text)); }
    void put(std::string&& text); ///< copied
    void put_number(std::int64_t number);
    void put_null();
    void put(wall_time t) { put_number(to_milliseconds(t)); }
    template <std::integral Number>
    void put(Number n) {
        put_number(static_cast<std::int64_t>(n));
    }
    template <class Value>
    void put(const std::optional<Value>& value) {
        value ? put(*value) : put_null();
    }
    void reset();

    connection& connection_;
    sqlite3_stmt* statement_;
    int bound_ = 0;
    int column_ = 0;
};

template <class... Values>
std::size_t run(connection& c, std::string_view sql, Values&&... values) {
    return query(c, sql, std::forward<Values>(values)...).run();
}

/// All or nothing: what is not committed is undone. Holds the file's write lock from the start, so that another writer
/// cannot make it fail halfway.
class transaction {
  public:
    explicit transaction(connection& c) : connection_(c) { c.exec("BEGIN IMMEDIATE"); }
    ~transaction();
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    void commit() { connection_.exec("COMMIT"); }

  private:
    connection& connection_;
};

} // namespace fairway::collector
