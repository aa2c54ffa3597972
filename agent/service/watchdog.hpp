#pragma once

#include "support/system/clock.hpp"
#include "support/system/process.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace fairway {

/// How often the service manager wants to hear of the process `self`, of WATCHDOG_USEC and WATCHDOG_PID
/// (sd_watchdog_enabled(3)). Nothing if it does not.
std::optional<std::chrono::microseconds> watchdog_period(const char* usec, const char* pid, process_number self);

/// Tells the service manager that this process is alive, as often as it wants to hear it.
class watchdog {
  public:
    watchdog();

    /// When to feed it next; the end of time where there is none.
    boot_time due() const { return due_; }

    /// Feeds it where it is time.
    void feed(boot_time now);

  private:
    std::optional<std::chrono::nanoseconds> every_;
    boot_time due_;
};

} // namespace fairway
