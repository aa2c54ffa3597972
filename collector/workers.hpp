#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fairway::collector {

/// Threads for jobs that may take a while, in the order in which they came.
class workers {
  public:
    workers(std::size_t threads, std::size_t most_waiting);
    /// Finishes running jobs; those that still wait are dropped.
    ~workers();
    workers(const workers&) = delete;
    workers& operator=(const workers&) = delete;

    /// False: too many jobs wait already, and `job` will not run. Jobs must not throw.
    bool post(std::function<void()> job);

  private:
    void work();

    const std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable something_;
    std::deque<std::function<void()>> waiting_;
    bool ending_ = false;
    std::vector<std::thread> threads_;
};

} // namespace fairway::collector
