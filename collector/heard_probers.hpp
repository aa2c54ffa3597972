#pragma once

#include "collector/attempt_limiter.hpp"
#include "support/utc_time.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fairway::collector {

/// What probers have said with their last report, since the program started: what their clocks showed, and which
/// certificate authorities they trust. One prober counts once, however often it reports. Thread-safe.
class heard_probers {
  public:
    /// `clock`: unix seconds; nothing: it did not say. `authorities`: as in trusted_text(); what is longer is cut.
    void heard(const std::string& prober, std::optional<std::int64_t> clock, std::string_view authorities,
               steady_time now);

    /// The clock of this machine has jumped: what was heard before says nothing of it.
    void forget_clocks();

    struct clocks {
        std::size_t agree = 0, differ = 0;
    };
    /// How many of those heard in the last day have that time, give or take a day.
    clocks compare(wall_time clock, steady_time now) const;

    bool trusts(const std::string& prober, const std::string& authorities) const;

  private:
    struct entry {
        std::optional<std::int64_t> clock;
        std::string authorities;
        steady_time at;
    };
    mutable std::mutex mutex_;
    std::unordered_map<std::string, entry> probers_; ///< as many as are enrolled
};

} // namespace fairway::collector
