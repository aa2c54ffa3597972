#include "collector/store/store.hpp"

namespace fairway::collector {

bool is_stale(wall_time observed_at, std::uint32_t interval_s, wall_time now) {
    const std::chrono::seconds interval(interval_s == 0 ? 300 : interval_s);
    return now - observed_at > 3 * interval;
}

bool prober_row::is_stale(wall_time now) const {
    // What was observed counts, not what arrived: a prober that delivers last week's reports shows last week.
    return collector::is_stale(observed_at.value_or(enrolled_at), interval_s, now);
}

bool prober_row::is_shared(wall_time now) const {
    return collector::is_shared(shared_at, interval_s, now);
}

} // namespace fairway::collector
