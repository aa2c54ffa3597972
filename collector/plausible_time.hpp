#pragma once

#include "support/utc_time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace fairway::collector {

// What is deleted by a clock that is years ahead is gone, and a certificate from the future keeps everybody out once
// the clock is right again. So the collector does what cannot be undone only by a time that is plausible.

/// What speaks for and against the time that this machine's clock shows.
struct time_evidence {
    wall_time clock;               ///< what it shows
    wall_time built;               ///< this program was made later than that
    std::optional<wall_time> kept; ///< the time that the collector went by last; none: this is its first start
    std::chrono::seconds since{0}; ///< what has really passed since then, as far as this process knows
    std::size_t agree = 0;         ///< probers heard in the last day whose clocks are within a day of ours
    std::size_t differ = 0;        ///< those whose clocks are not
    bool confirmed = false;        ///< an administrator has said so, and the clock has not jumped since
};

/// From when on a difference counts.
inline constexpr std::chrono::hours clock_tolerance{24};
/// A collector may be switched off for so long, and nobody has to vouch for the clock. It is also what a clock that is
/// wrong can cost: history is deleted that much too early.
inline constexpr std::chrono::hours longest_absence{24 * 14};
/// So many probers that agree, and twice as many as differ, settle it.
inline constexpr std::size_t enough_probers = 3;
/// While nobody knows, time is believed in small steps: a day for each hour that really passes.
inline constexpr int days_believed_per_day = 24;

enum class clock_verdict : std::uint8_t {
    right,
    too_early, ///< before this program was made: certainly wrong
    ahead,     ///< it has jumped forward by more than two weeks, and nobody vouches for it yet
    behind,    ///< it has jumped back by more than a day, and nobody vouches for it yet
    disputed,  ///< most probers have another time
};

struct judged_time {
    clock_verdict verdict = clock_verdict::right;
    wall_time kept;  ///< the time to go by from now on, for the next judgment
    wall_time clock; ///< what the clock shows
    /// By which history is deleted: never later than what is believed, or than what the clock shows.
    wall_time forget_by() const { return kept < clock ? kept : clock; }
};

judged_time judge_time(const time_evidence& e);

/// The time that it may be: one moment, or, where that is not known, from one to another.
struct possible_time {
    wall_time earliest, latest;
    possible_time(wall_time now) : earliest(now), latest(now) {} // NOLINT(google-explicit-constructor): a moment is one
    possible_time(wall_time from, wall_time to) : earliest(from), latest(to) {}
    bool is_known() const { return earliest == latest; }
};
possible_time possible(const judged_time& t);

} // namespace fairway::collector
