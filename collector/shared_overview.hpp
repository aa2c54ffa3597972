#pragma once

#include "collector/store/store.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <vector>

namespace fairway::collector {

/// Reads an overview once for all who asked before the reading began: when something breaks, every open dashboard asks
/// at once, and none may get what was true before it asked. Safe to call from any thread.
class shared_overview {
  public:
    using time = std::chrono::steady_clock::time_point;
    using clock = std::function<time()>;

    explicit shared_overview(clock now = std::chrono::steady_clock::now) : now_(std::move(now)) {}

    /// What `read` gives for `filter`, from a call of it that began at `asked_at` or later: its own, or another's,
    /// which it waits for. Throws what `read` throws, to all who waited.
    std::shared_ptr<const overview_states> get(const overview_filter& filter, time asked_at,
                                               const std::function<overview_states()>& read);

  private:
    struct reading {
        overview_filter filter;
        time began;
        std::shared_future<std::shared_ptr<const overview_states>> result;
    };

    clock now_;
    std::mutex mutex_;
    std::vector<reading> recent_; ///< newest last; a few
};

} // namespace fairway::collector
