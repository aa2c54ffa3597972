#include "support/clock_reading.hpp"

#include "support/system/clock.hpp"

namespace fairway {

clock_reading read_clock() {
    return {std::chrono::system_clock::now(), boot_id(),
            std::chrono::floor<std::chrono::seconds>(boot_clock::now().time_since_epoch())};
}

std::chrono::seconds clock_step(const clock_reading& earlier, const clock_reading& later) {
    using std::chrono::floor;
    using std::chrono::seconds;
    if (earlier.boot.empty() || earlier.boot != later.boot) return seconds(0);
    const auto step = floor<seconds>(later.wall - earlier.wall) - (later.uptime - earlier.uptime);
    constexpr seconds rounding{2}; // both are cut to whole seconds
    return step > rounding || step < -rounding ? step : seconds(0);
}

} // namespace fairway
