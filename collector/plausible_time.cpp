#include "collector/plausible_time.hpp"

#include <algorithm>

namespace fairway::collector {

judged_time judge_time(const time_evidence& e) {
    if (e.clock + clock_tolerance < e.built)
        return {clock_verdict::too_early, e.kept ? *e.kept + e.since : e.built, e.clock};
    const bool most_differ = e.differ >= enough_probers && e.differ > 2 * e.agree;
    const auto expected = e.kept ? *e.kept + e.since : e.clock;
    const auto jump = std::chrono::floor<std::chrono::seconds>(e.clock - expected);
    const bool steady = jump <= longest_absence && jump >= -clock_tolerance;
    if (steady && (e.confirmed || !most_differ)) return {clock_verdict::right, e.clock, e.clock};
    if (e.agree >= enough_probers && e.agree > 2 * e.differ) return {clock_verdict::right, e.clock, e.clock};
    if (most_differ) return {clock_verdict::disputed, std::min(expected, e.clock), e.clock};
    // A few probers settle nothing, but where they speak against it, time goes on as before.
    const auto step = e.differ > e.agree ? e.since.zero() : e.since * days_believed_per_day;
    return {jump > e.since.zero() ? clock_verdict::ahead : clock_verdict::behind,
            expected + std::clamp(jump, -step, step), e.clock};
}

possible_time possible(const judged_time& t) {
    // A clock that is certainly wrong says nothing.
    if (t.verdict == clock_verdict::too_early) return t.kept;
    return {std::min(t.kept, t.clock), std::max(t.kept, t.clock)};
}

} // namespace fairway::collector
