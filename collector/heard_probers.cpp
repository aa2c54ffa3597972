#include "collector/heard_probers.hpp"

#include "collector/authority.hpp"
#include "collector/plausible_time.hpp"

namespace fairway::collector {

void heard_probers::heard(const std::string& prober, std::optional<std::int64_t> clock, std::string_view authorities,
                          steady_time now) {
    // What is no time at all must not overflow below.
    constexpr std::int64_t last = 253'402'300'799; // 9999-12-31
    if (clock && (*clock < 0 || *clock > last)) clock.reset();
    const std::lock_guard lock(mutex_);
    probers_[prober] = {clock, std::string(authorities.substr(0, longest_trusted_text)), now};
}

void heard_probers::forget_clocks() {
    const std::lock_guard lock(mutex_);
    for (auto& [prober, e] : probers_)
        e.clock.reset();
}

heard_probers::clocks heard_probers::compare(wall_time clock, steady_time now) const {
    using std::chrono::seconds;
    constexpr std::chrono::hours heard_for{24};
    const auto ours = std::chrono::floor<seconds>(clock.time_since_epoch());
    clocks all;
    const std::lock_guard lock(mutex_);
    for (const auto& [prober, e] : probers_) {
        if (!e.clock || now - e.at > heard_for) continue;
        const auto off = ours - (seconds(*e.clock) + std::chrono::floor<seconds>(now - e.at));
        (off <= clock_tolerance && off >= -clock_tolerance ? all.agree : all.differ)++;
    }
    return all;
}

bool heard_probers::trusts(const std::string& prober, const std::string& authorities) const {
    const std::lock_guard lock(mutex_);
    const auto found = probers_.find(prober);
    return found != probers_.end() && found->second.authorities == authorities;
}

} // namespace fairway::collector
