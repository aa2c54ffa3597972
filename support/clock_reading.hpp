#pragma once

#include "support/utc_time.hpp"

#include <chrono>
#include <string>

namespace fairway {

/// What this machine's clocks say. The wall clock can be set, a day off or wrong until the network is there; the time
/// since the boot cannot, but ends with it.
struct clock_reading {
    wall_time wall;
    std::string boot;               ///< which boot of the machine; empty: unknown
    std::chrono::seconds uptime{0}; ///< since that boot, time asleep included
};

/// Of this machine, now.
clock_reading read_clock();

/// How far the wall clock was set forward between two readings; negative: back. Zero where they are of different boots:
/// then nobody knows.
std::chrono::seconds clock_step(const clock_reading& earlier, const clock_reading& later);

} // namespace fairway
