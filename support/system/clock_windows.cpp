#include "support/system/clock.hpp"

#include <windows.h>

namespace fairway {

// QueryPerformanceCounter, which the steady clock reads here, goes on during sleep and hibernation (Microsoft:
// "Acquiring high-resolution time stamps").
boot_clock::time_point boot_clock::now() {
    return time_point(std::chrono::steady_clock::now().time_since_epoch());
}

// What the registry and the event log know of starts is not there on every edition, or moves with the wall clock.
std::string boot_id() {
    return {};
}

std::chrono::microseconds monotonic_time() {
    ULONGLONG ticks = 0; // of 100 ns
    ::QueryUnbiasedInterruptTime(&ticks);
    return std::chrono::microseconds(ticks / 10);
}

} // namespace fairway
