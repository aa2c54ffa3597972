#pragma once

#include <chrono>
#include <string>

namespace fairway {

/// Time since this machine started, its sleep included: steps of the wall clock do not move it, and what became due
/// during a sleep is due afterwards. Where the system has no such clock, its sleep is left out.
struct boot_clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<boot_clock>;
    static constexpr bool is_steady = true;
    static time_point now();
};
using boot_time = boot_clock::time_point;

/// Different after each start of this machine; empty where the system does not say.
std::string boot_id();

/// What systemd calls CLOCK_MONOTONIC: time since this machine started, its sleep left out.
std::chrono::microseconds monotonic_time();

} // namespace fairway
