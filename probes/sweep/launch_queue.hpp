#pragma once

#include "probes/sweep/lanes.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

namespace fairway {

/// Decides what starts next: each lane's launches in the order they were added, not before their time, as fast as the
/// lane's pace allows, all lanes in turn, and no more at once than there is room for. Takes the time as a value.
class launch_queue {
  public:
    using clock = pace::clock;

    /// `room`: so many may be under way at once, more only where the machine has them.
    launch_queue(std::size_t room, clock::time_point began) : room_(room), began_(began) {}

    /// Launches are numbered from 0 in the order they are added; within a lane that is the order of their times.
    /// `to` must outlive the queue.
    void add(lane& to, std::chrono::milliseconds after_began = {});

    /// The next launch to start; nothing while there is none. Say what became of it before asking for another.
    std::optional<std::size_t> next(clock::time_point now);

    /// After next() gave nothing: when to ask again; max() where only landed() makes a difference.
    clock::time_point wake() const { return wake_; }

    /// What next() gave is under way, and takes room until landed().
    void flies();

    /// What next() gave is over already.
    void passes();

    /// This machine ran out of something that what next() gave needs. True: what is under way gives it back, and the
    /// launch comes again. False: nothing is under way to wait for, and the launch passes.
    bool is_exhausted();

    /// One that was under way came to its end. True: it made the room that was missing; ask for the next.
    bool landed();

  private:
    struct queue {
        lane* of = nullptr;
        std::vector<std::size_t> launches; ///< by number
        std::size_t next = 0;
    };

    void advance();

    std::size_t room_;
    clock::time_point began_;
    clock::time_point wake_ = clock::time_point::max();
    std::vector<std::chrono::milliseconds> times_; ///< of each launch
    std::vector<queue> queues_;
    std::unordered_map<const lane*, std::size_t> places_; ///< of each lane's queue
    std::vector<std::size_t> active_;                     ///< queues that still have launches
    std::size_t turn_ = 0;
    std::size_t under_way_ = 0;
};

} // namespace fairway
