#pragma once

#include "support/system/clock.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fairway {

/// When runs begin: every interval, from an offset that the host's name decides, so that hosts which were set up
/// together do not probe together; each run a little earlier or later, so that they do not fall in step.
class schedule {
  public:
    /// One place in the grid of runs.
    struct slot {
        std::uint64_t number = 0;
        boot_time due;
        bool operator==(const slot&) const = default;
    };

    /// `began`: when the service started. `seed`: of the jitter.
    schedule(std::string_view host, std::chrono::seconds interval, std::uint64_t seed, boot_time began);

    slot first() const { return at(0); }

    /// The run after `last`, which is over at `now`. Places that went by meanwhile are left out: runs do not pile up.
    slot after(const slot& last, boot_time now) const;

  private:
    slot at(std::uint64_t number) const;

    std::chrono::nanoseconds interval_;
    std::uint64_t seed_;
    boot_time origin_;
};

/// From the start of the service to its first run: within the interval, but no more than five minutes: whoever starts
/// a service wants to see that it works.
std::chrono::milliseconds start_offset(std::string_view host, std::chrono::seconds interval);

/// A well-mixed number of a number, the same on every platform (splitmix64).
std::uint64_t mixed(std::uint64_t value);

} // namespace fairway
