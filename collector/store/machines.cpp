#include "collector/store/machines.hpp"

#include <algorithm>

namespace fairway::collector {

namespace {

using namespace std::chrono_literals;

/// Two machines with one schedule take turns once an interval, or nearly so.
std::chrono::seconds soon(std::uint32_t interval_s) {
    return std::max<std::chrono::seconds>(1h, 4 * std::chrono::seconds(interval_s));
}

std::vector<machine> newest_first(std::vector<machine> all) {
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.since > b.since; });
    return all;
}

} // namespace

machines_change hear(const std::vector<machine>& known, machine arrived, std::uint32_t interval_s) {
    machines_change change;
    if (arrived.boot.empty()) return change;
    auto all = newest_first(known);
    const auto now = arrived.since;
    if (!all.empty()) {
        const auto& last = all.front();
        if (last.boot == arrived.boot) return change;
        // Whoever reported last is told by the time, also where our clock stands still or was set back.
        arrived.since = std::max(now, last.since + 1ms);
    }
    const auto before = std::find_if(all.begin(), all.end(), [&](const auto& m) { return m.boot == arrived.boot; });
    if (before != all.end()) {
        const auto time = soon(interval_s);
        if (before->returned_at && now - *before->returned_at <= time) arrived.returns = before->returns;
        arrived.returned_at = before->returned_at;
        if (now - all.front().since <= time) {
            ++arrived.returns;
            arrived.returned_at = now;
        }
        all.erase(before);
    }
    const bool was_shared = !sharing(known, interval_s, now).empty();
    all.insert(all.begin(), arrived);
    bool crowded = false;
    for (std::size_t i = most_machines; i < all.size(); ++i) {
        change.forgotten.push_back(all[i].boot);
        crowded = crowded || now - all[i].since <= soon(interval_s);
    }
    if (crowded) {
        arrived.returns += 2;
        arrived.returned_at = now;
        all.front() = arrived;
    }
    change.begins_sharing = !was_shared && !sharing(all, interval_s, now).empty();
    change.put = std::move(arrived);
    return change;
}

std::vector<machine> sharing(const std::vector<machine>& known, std::uint32_t interval_s, wall_time now) {
    std::uint64_t turns = 0;
    for (const auto& m : known)
        if (is_shared(m.returned_at, interval_s, now)) turns += m.returns;
    if (turns < 2) return {};
    auto all = newest_first(known);
    const auto newest = all.front().since;
    std::erase_if(all, [&](const auto& m) { return newest - m.since > soon(interval_s); });
    return all;
}

bool is_shared(const std::optional<wall_time>& shared_at, std::uint32_t interval_s, wall_time now) {
    return shared_at && now - *shared_at <= soon(interval_s);
}

} // namespace fairway::collector
