#pragma once

#include "collector/store/store.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace fairway::collector {

/// The one thread that writes reports. All that wait (at most 256) share one commit: under load a commit costs each of
/// them little, and without load none waits for another.
class writer {
  public:
    /// `on_commit`: after each commit, with the number of transitions in it. The store outlives the writer.
    writer(store& s, std::function<void(std::size_t)> on_commit);
    /// Finishes what waits.
    ~writer();
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;

    /// `done` is called on the writer's thread after the commit, or with nothing if it could not be stored. False: too
    /// many wait already, and `done` is never called.
    bool keep(incoming_part part, std::function<void(std::optional<ingested>, std::string why_not)> done);

    /// Any other write, in its turn; must not throw. False as above.
    bool post(std::function<void()> job);

    std::size_t waiting() const;

  private:
    struct entry {
        std::optional<incoming_part> part;
        std::function<void(std::optional<ingested>, std::string)> done;
        std::function<void()> job;
    };
    bool put(entry e);
    void work();
    void keep_all(std::vector<entry> batch);

    store& store_;
    std::function<void(std::size_t)> on_commit_;
    mutable std::mutex mutex_;
    std::condition_variable something_;
    std::deque<entry> waiting_;
    bool ending_ = false;
    std::thread thread_;
};

} // namespace fairway::collector
