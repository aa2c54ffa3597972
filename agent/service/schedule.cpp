#include "agent/service/schedule.hpp"

#include <algorithm>

namespace fairway {

using namespace std::chrono_literals;

std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}

std::chrono::milliseconds start_offset(std::string_view host, std::chrono::seconds interval) {
    std::uint64_t hash = 0xcbf29ce484222325u; // FNV-1a
    for (const char c : host)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    const std::chrono::milliseconds within = std::min<std::chrono::seconds>(interval, 5min);
    // Names that differ in their last digit alone differ little in FNV's high bits.
    return std::chrono::milliseconds(mixed(hash) % static_cast<std::uint64_t>(within.count()));
}

schedule::schedule(std::string_view host, std::chrono::seconds interval, std::uint64_t seed, boot_time began)
    : interval_(interval), seed_(seed), origin_(began + start_offset(host, interval)) {}

schedule::slot schedule::at(std::uint64_t number) const {
    const boot_time due = origin_ + interval_ * static_cast<std::int64_t>(number);
    if (number == 0) return {0, due}; // the offset is jitter enough
    const std::int64_t most = std::min<std::chrono::nanoseconds>(interval_ / 20, 30s).count();
    const auto jitter =
        static_cast<std::int64_t>(mixed(seed_ ^ mixed(number)) % (2 * static_cast<std::uint64_t>(most) + 1));
    return {number, due + std::chrono::nanoseconds(jitter - most)};
}

schedule::slot schedule::after(const slot& last, boot_time now) const {
    std::uint64_t number = last.number + 1;
    // Straight to the last place that cannot be later than now: after a long sleep there are many.
    if (now > origin_) number = std::max(number, static_cast<std::uint64_t>((now - origin_) / interval_));
    slot next = at(number);
    while (next.due <= now)
        next = at(++number);
    return next;
}

} // namespace fairway
