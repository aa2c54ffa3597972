#pragma once

#include "collector/store/store.hpp"

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

namespace fairway::collector {

/// Who is logged in: the sessions in the database, and what has not reached it yet, because it is busy or its disk is
/// full. Nobody waits for a disk to log in or out. Thread-safe.
class session_book {
  public:
    static constexpr std::size_t most_unsaved = 1000; ///< more are forgotten, the oldest first

    explicit session_book(store& s) : store_(s) {}

    /// From now on. `password`: the account's, as it is kept; with another one the session is over.
    void begin(const std::string& sha256, const session_row& s, const std::string& password);
    /// It is over, whatever the database says.
    void end(const std::string& sha256);

    /// Brings the database up to date with one of them. Throws store_error; then it stays here.
    void save(const std::string& sha256);

    /// Nothing: unknown, expired, ended, or the account has been disabled or changed. Throws store_error.
    std::optional<session_row> find(const std::string& sha256, wall_time now);

  private:
    struct unsaved {
        std::optional<session_row> session; ///< nothing: it has ended
        std::string password;
        std::uint64_t number = 0; ///< ascending
    };
    void put(const std::string& sha256, unsaved u);

    store& store_;
    std::mutex mutex_; ///< of what follows
    std::unordered_map<std::string, unsaved> unsaved_;
    std::uint64_t next_ = 0;
};

} // namespace fairway::collector
