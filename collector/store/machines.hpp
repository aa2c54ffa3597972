#pragma once

#include "support/utc_time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway::collector {

// One prober is one machine. A machine that is cloned with its state directory has the same identity twice, and the
// states of the prober jump between two hosts. Each start of a machine gives its reports a mark of their own: a reboot
// brings a new mark once, and an old one never comes back. Marks that take turns are two machines.

/// A machine, or one start of it, that has reported as a prober.
struct machine {
    std::string boot;          ///< the mark; opaque
    std::string host, from;    ///< as it calls itself, and its address, both when it last took over
    wall_time since;           ///< when it last took over from another; the newest reported last
    std::uint32_t returns = 0; ///< how often it came back soon after another had taken over
    std::optional<wall_time> returned_at;

    bool operator==(const machine&) const = default;
};

/// So many are remembered of a prober, the newest. If more take turns, none is remembered until it returns; but no
/// machine starts as often as that within an hour.
inline constexpr std::size_t most_machines = 32;

/// What a report changes of what is known.
struct machines_change {
    std::optional<machine> put;         ///< to be written, in place of the one with its mark
    std::vector<std::string> forgotten; ///< marks
    bool begins_sharing = false;        ///< From this report on, and not before it, machines share the prober.
};

/// Decides about a report. `arrived`: what it says of its machine; an empty mark changes nothing: an old prober, or a
/// system that cannot tell its starts apart.
machines_change hear(const std::vector<machine>& known, machine arrived, std::uint32_t interval_s);

/// The machines that share a prober: they have taken turns at least twice within an hour or four intervals, whichever
/// is longer. One turn may be a virtual machine that was set back to a snapshot. Newest first; empty: it is one
/// machine.
std::vector<machine> sharing(const std::vector<machine>& known, std::uint32_t interval_s, wall_time now);

/// Whether sharing that was last seen at `shared_at` still counts.
bool is_shared(const std::optional<wall_time>& shared_at, std::uint32_t interval_s, wall_time now);

} // namespace fairway::collector
