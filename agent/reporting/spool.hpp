#pragma once

#include "agent/reporting/spool_file.hpp"
#include "support/system/file_calls.hpp"
#include "support/system/file_lock.hpp"
#include "support/system/path.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

struct spool_limits {
    std::uint64_t bytes = 64ULL * 1024 * 1024;
    std::chrono::seconds age = std::chrono::hours(7 * 24);
    std::size_t quarantine_files = 16;
    std::uint64_t quarantine_bytes = 8ULL * 1024 * 1024;
};

struct spool_state {
    std::size_t waiting = 0; ///< files: a large report is several
    std::uint64_t bytes = 0;
    spool_counters counters;
    std::string problem;    ///< why the last report could not be kept; empty: it could
    std::string unreadable; ///< why the oldest could not be read for now; empty: it could
};

/// A report part that waits to be sent.
struct spooled_report {
    std::string name; ///< of its file
    spool_header header;
    std::string body;
    std::chrono::seconds age{0};
};

/// The reports that the collector does not have yet, one file a part, oldest first. A report is on the disk before it
/// counts, and a file counts whole or not at all. At its limits, and where the disk is full, the oldest go first and
/// are counted: what is new describes the present. Thread-safe.
class spool {
  public:
    /// Reads the folder, which is made if need be: what an interrupted write left is removed, what is damaged is set
    /// aside, whatever else is in it stays. Throws if the folder cannot be used at all, or another process does.
    explicit spool(std::string folder, spool_limits limits = {});
    spool(std::string folder, spool_limits limits, file_calls& calls, const clock_reading& now);
    spool(const spool&) = delete;
    spool& operator=(const spool&) = delete;

    /// Keeps the parts of one run, each a JSON document. Returns how many could be kept; the others are counted and
    /// logged: never throws for what the disk does. What is larger as a whole than the spool may be is not begun.
    std::size_t put(const std::vector<std::string>& parts, wall_time now);
    std::size_t put(const std::vector<std::string>& parts, const clock_reading& now);

    /// What is to be sent next; stays until sent() or refuse(). Its age is never less than that of a later one, so that
    /// clocks that were set do not change the order in which the collector sees things happen.
    std::optional<spooled_report> oldest(const clock_reading& now);

    /// The collector has it.
    void sent(const std::string& name);

    /// The collector will never take it: sets it aside.
    void refuse(const std::string& name);

    spool_state state() const;

  private:
    struct waiting {
        std::uint64_t size = 0;
        spool_header header;
    };
    using files = std::map<std::string, waiting>;

    std::string path(const std::string& name) const { return in_folder(folder_, name); }
    void read_folder(const clock_reading& now);
    void read_counters(std::uint64_t above);
    void write_counters();
    void save_changed_counters();
    std::optional<std::string> read_file(const std::string& name, int& error);
    int write_file(const std::string& name, const std::string& bytes);
    bool keep(const std::string& name, const spool_entry& entry);
    std::uint64_t new_sequence();
    void expire(const clock_reading& now);
    bool drop_oldest(std::uint64_t but_not_sequence, const char* why);
    void drop(files::iterator which, const char* why);
    void forget(files::iterator which);
    void set_damaged_aside(const std::string& name, std::uint64_t size, int error);
    void set_aside(const std::string& name, std::uint64_t size);

    std::string folder_;
    std::string quarantine_;
    spool_limits limits_;
    file_calls& calls_;
    std::optional<file_lock> lock_;

    mutable std::mutex mutex_;
    files files_;
    std::uint64_t bytes_ = 0;
    spool_counters counters_;
    bool counters_changed_ = false;
    std::uint64_t reserved_ = 0; ///< on disk: a later start begins here
    std::string in_flight_;      ///< the name that oldest() gave out
    std::string problem_;
    std::string unreadable_;
};

} // namespace fairway
