#pragma once

#include "collector/heard_probers.hpp"
#include "collector/plausible_time.hpp"
#include "collector/store/store.hpp"

#include <functional>
#include <optional>
#include <string>

namespace fairway::collector {

/// The time that a collector goes by, as its database keeps it, so that the next start can tell a jump.
struct kept_time {
    wall_time at;
    bool confirmed = false; ///< by an administrator, for this clock
};
/// Nothing: none is kept, or it cannot be read. Both throw store_error.
std::optional<kept_time> read_kept_time(store& s);
void write_kept_time(store& s, const kept_time& t);

/// What the clock of a command is worth that knows no prober. Throws store_error.
judged_time judge_alone(store& s, wall_time clock);

/// Before that no clock can be right: the newest matrix in this program is from that day.
wall_time program_was_made_after();

/// Judges this machine's clock again and again. For one thread.
class time_keeper {
  public:
    struct clocks {
        std::function<wall_time()> now = std::chrono::system_clock::now;
        std::function<steady_time()> moment = std::chrono::steady_clock::now;
    };
    /// All of them outlive it.
    time_keeper(store& s, heard_probers& heard, clocks c) : store_(s), heard_(heard), clocks_(std::move(c)) {}

    /// What an administrator has confirmed meanwhile counts at once. Kept in the database once an hour, and when the
    /// verdict changes; a database that fails changes nothing.
    judged_time judge();

    steady_time moment() const { return clocks_.moment(); }

  private:
    void look_into_store();
    void keep(const kept_time& t);

    store& store_;
    heard_probers& heard_;
    const clocks clocks_;
    std::optional<kept_time> kept_;       ///< as of kept_at_
    std::optional<wall_time> last_clock_; ///< as of looked_at_
    std::string in_store_;                ///< what was read or written last
    steady_time kept_at_{}, looked_at_{}, written_at_{};
    std::optional<clock_verdict> last_;
};

} // namespace fairway::collector
