#include "agent/output/plan_time.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace fairway {

namespace {

using std::chrono::milliseconds;

/// "90 s", "3 min": nobody waits by the second for longer ones.
std::string rounded_up(milliseconds time) {
    const auto s = (time.count() + 999) / 1000;
    return s <= 90 ? std::to_string(s) + " s" : std::to_string((s + 59) / 60) + " min";
}

} // namespace

plan_time time_of(const plan& p, const check_pace& pace) {
    // Flows to one address share their probes. A name is taken for one address: nothing is resolved for a plan.
    std::map<std::pair<std::string, protocol>, port_list> ports;
    for (const auto& c : p.requirements)
        for (const auto& address : c.addresses) {
            auto& its = ports[{address, c.flow->protocol}];
            its.insert(its.end(), c.probed.begin(), c.probed.end());
        }
    std::map<std::string, std::size_t> probes;
    std::size_t all = 0;
    for (auto& [where, list] : ports) {
        const auto n = count(normalize(std::move(list)));
        probes[where.first] += n;
        all += n;
    }
    if (all == 0) return {};
    std::size_t busiest = 0;
    for (const auto& [address, n] : probes)
        busiest = std::max(busiest, n);

    constexpr double burst = 100;        // at once, before the rate counts
    constexpr double work_us = 60;       // of this machine, for each probe
    constexpr milliseconds answers{500}; // questions to open ports, hop checks: some round trips
    const double paced_s = pace.rate > 0 ? std::max(0.0, static_cast<double>(busiest) - burst) / pace.rate : 0;
    const milliseconds sending(std::llround(1000 * paced_s + static_cast<double>(all) * work_us / 1000));
    // Silent ports keep their sockets until the timeout, and where there are too few of them, others wait.
    const auto turns = static_cast<long>((all + pace.sockets - 1) / pace.sockets);
    // A silent port gets up to three packets. Names, ports, what is asked again, and where packets end: each may take a
    // timeout.
    return {sending + answers, 3 * sending + pace.timeout * (turns + 3)};
}

std::string in_words(const plan_time& t) {
    return "about " + rounded_up(t.answered) + " if everything answers, up to " + rounded_up(t.silent) +
           " if hosts are silent";
}

} // namespace fairway
