#include "probes/sweep/second_look.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

namespace fairway {

namespace {

using std::chrono::milliseconds;

/// The TCP probes of each address, by port.
std::map<std::uint32_t, std::vector<std::size_t>> tcp_by_address(const std::vector<probe>& probes) {
    std::map<std::uint32_t, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < probes.size(); ++i)
        if (probes[i].protocol == protocol::tcp) groups[probes[i].address].push_back(i);
    for (auto& [address, group] : groups)
        std::sort(group.begin(), group.end(), [&](auto a, auto b) { return probes[a].port < probes[b].port; });
    return groups;
}

bool rejected(const observation& seen) {
    return seen.icmp && !seen.answered_by.empty() &&
           (seen.reason == reason::admin_prohibited || seen.reason == reason::port_unreach ||
            seen.reason == reason::host_unreach || seen.reason == reason::net_unreach);
}

bool silent(const observation& seen) {
    return seen.reason == reason::no_response;
}

} // namespace

std::vector<launch> second_looks(const std::vector<probe>& probes, const std::vector<observation>& seen,
                                 milliseconds deadline) {
    std::vector<launch> looks;
    for (const auto& [address, group] : tcp_by_address(probes)) {
        std::vector<std::size_t> silences;
        std::size_t answers = 0, rejections = 0;
        std::uint32_t slowest_us = 0;
        for (const auto i : group) {
            if (silent(seen[i]))
                silences.push_back(i);
            else if (rejected(seen[i]))
                ++rejections;
            else if (!seen[i].answered_by.empty())
                ++answers;
            slowest_us = std::max(slowest_us, seen[i].rtt_us.value_or(0));
        }
        if (silences.empty()) continue;

        if (silences.size() < answers + rejections) {
            // Room for the SYN, its first repetition after a second, and an answer; twice, if the deadline allows.
            const milliseconds wait =
                std::min<milliseconds>(deadline * 3 / 8, milliseconds(1100) + 4 * milliseconds(slowest_us / 1000));
            const milliseconds spread = deadline / 8;
            for (int round = 0; round < 2; ++round)
                for (std::size_t n = 0; n < silences.size(); ++n)
                    looks.push_back(
                        {silences[n],
                         round * (wait + spread) + spread * static_cast<long>(n) / static_cast<long>(silences.size()),
                         wait});
        } else if (rejections > 0) {
            // One at a time, more than a second apart: Linux sends about one ICMP error a second to one destination.
            std::vector<std::size_t> samples{silences.back(), silences.front(), silences[silences.size() / 2]};
            samples.resize(std::min(samples.size(), silences.size()));
            for (std::size_t n = 0; n < samples.size(); ++n) {
                const milliseconds at = deadline / 3 * static_cast<long>(n);
                looks.push_back({samples[n], at, deadline / 3});
            }
        }
    }
    std::stable_sort(looks.begin(), looks.end(), [](const launch& a, const launch& b) { return a.at < b.at; });
    return looks;
}

void join_rejections(const std::vector<probe>& probes, std::vector<observation>& seen) {
    for (const auto& [address, group] : tcp_by_address(probes)) {
        std::size_t last_rejected = group.size(); // none
        for (std::size_t n = 0; n < group.size(); ++n) {
            const bool follows = n > 0 && probes[group[n]].port == probes[group[n - 1]].port + 1;
            if (!follows) last_rejected = group.size();
            const observation& here = seen[group[n]];
            if (silent(here)) continue;
            if (!rejected(here)) {
                last_rejected = group.size();
                continue;
            }
            if (last_rejected < group.size()) {
                const observation& before = seen[group[last_rejected]];
                if (before.icmp == here.icmp && before.answered_by == here.answered_by)
                    for (std::size_t k = last_rejected + 1; k < n; ++k)
                        seen[group[k]] = here;
            }
            last_rejected = n;
        }
    }
}

} // namespace fairway
