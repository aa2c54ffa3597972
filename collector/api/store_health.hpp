#pragma once

#include "collector/store/store.hpp"

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace fairway::collector {

/// Whether the store works, and how many probers it has, without asking it too often. Thread-safe.
class store_health {
  public:
    /// The store outlives it.
    store_health(store& s, std::function<wall_time()> now) : store_(s), now_(std::move(now)) {}

    /// The store could not do something. Logged at most once a minute.
    void failed(const std::string& why);

    /// Throws store_error if nothing can be written; asks the store at most every two seconds.
    void check_writable();

    struct prober_count {
        std::uint64_t all = 0, stale = 0;
    };
    /// Counted at most once in ten seconds: anybody may ask, and counting reads all probers.
    prober_count probers();

  private:
    store& store_;
    std::function<wall_time()> now_;

    std::mutex mutex_; ///< of what follows
    wall_time last_complaint_{};
    wall_time checked_at_{};
    std::string not_writable_; ///< why; empty: it was

    std::mutex counting_; ///< of what follows
    wall_time counted_at_{};
    prober_count counted_;
};

} // namespace fairway::collector
