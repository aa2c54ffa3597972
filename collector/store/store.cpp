#include "collector/store/store.hpp"

namespace fairway::collector {

bool prober_row::is_stale(wall_time now) const {
    // What was observed counts, not what arrived: a prober that delivers last week's reports shows last week.
    const auto last = observed_at.value_or(enrolled_at);
    const std::chrono::seconds interval(interval_s == 0 ? 300 : interval_s);
    return now - last > 3 * interval;
}

} // namespace fairway::collector
