#include "collector/attempt_limiter.hpp"

#include "text/ip_address.hpp"

#include <algorithm>

namespace fairway::collector {

std::string sender_of(const std::string& address) {
    const auto bare = address.substr(0, address.find('%'));
    auto ip = parse_ip_address(bare);
    if (!ip || ip->is_v4()) return address;
    if (is_v4_mapped(*ip)) return bare;
    std::fill(ip->bytes.begin() + 8, ip->bytes.end(), std::uint8_t{0});
    return to_string(*ip);
}

attempt_limiter::attempt_limiter(std::size_t most, std::chrono::seconds within, std::size_t most_known)
    : most_(most), within_(within), most_known_(most_known) {}

std::optional<std::chrono::seconds> attempt_limiter::begin(const std::string& who, steady_time now) {
    const std::lock_guard lock(mutex_);
    if (attempts_.size() >= most_known_) forget_old(now);
    // More than any site has: better to slow down all of them than to let one guess freely.
    auto& times = attempts_[attempts_.size() >= most_known_ ? std::string("everybody") : who];
    while (!times.empty() && times.front() + within_ <= now)
        times.pop_front();
    if (times.size() >= most_)
        return std::clamp(std::chrono::ceil<std::chrono::seconds>(times.front() + within_ - now),
                          std::chrono::seconds(1), within_);
    times.push_back(now);
    return std::nullopt;
}

void attempt_limiter::take_back(const std::string& who) {
    const std::lock_guard lock(mutex_);
    const auto found = attempts_.find(who);
    if (found == attempts_.end()) return;
    if (!found->second.empty()) found->second.pop_back();
    if (found->second.empty()) attempts_.erase(found);
}

void attempt_limiter::forget_old(steady_time now) {
    std::erase_if(attempts_, [&](const auto& a) { return a.second.empty() || a.second.back() + within_ <= now; });
}

} // namespace fairway::collector
