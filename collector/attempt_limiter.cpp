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

attempt_limiter::attempt_limiter(std::size_t most, std::chrono::seconds within, std::size_t addresses)
    : most_(most), within_(within), addresses_(addresses) {}

std::optional<std::chrono::seconds> attempt_limiter::begin(const std::string& address, wall_time now) {
    const std::lock_guard lock(mutex_);
    if (attempts_.size() >= addresses_) forget_old(now);
    // More senders than any site has: better to slow down all of them than to let one guess freely.
    const auto sender = attempts_.size() >= addresses_ ? std::string("everybody") : sender_of(address);
    auto& times = attempts_[sender];
    while (!times.empty() && times.front() + within_ <= now)
        times.pop_front();
    if (times.size() >= most_)
        return std::max(std::chrono::seconds(1),
                        std::chrono::duration_cast<std::chrono::seconds>(times.front() + within_ - now));
    times.push_back(now);
    return std::nullopt;
}

void attempt_limiter::succeeded(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const auto found = attempts_.find(sender_of(address));
    if (found == attempts_.end()) return;
    if (!found->second.empty()) found->second.pop_back();
    if (found->second.empty()) attempts_.erase(found);
}

void attempt_limiter::forget_old(wall_time now) {
    std::erase_if(attempts_, [&](const auto& a) { return a.second.empty() || a.second.back() + within_ <= now; });
}

} // namespace fairway::collector
