#include "probes/sweep/control_port.hpp"

#include "probes/sweep/pass.hpp"

#include <algorithm>
#include <utility>

namespace fairway {

std::vector<std::uint16_t> control_ports(std::string_view address, const std::vector<std::uint16_t>& used) {
    // Above what Linux gives to clients; Windows gives these out as well, hence two of them.
    constexpr unsigned first = 61'000, count = 4'000;
    std::uint32_t hash = 2166136261u; // FNV-1a
    for (const char c : address)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    std::vector<std::uint16_t> ports;
    for (unsigned n = 0; ports.size() < 2 && n < count; ++n) {
        const auto port = static_cast<std::uint16_t>(first + (hash + n * 1663u) % count);
        if (std::find(used.begin(), used.end(), port) == used.end()) ports.push_back(port);
    }
    return ports;
}

void check_controls(sweep_run& run, const std::vector<bool>& skip, std::chrono::milliseconds wait) {
    const auto& probes = run.probes;
    auto& seen = run.seen;
    std::vector<std::vector<std::uint16_t>> used(run.lanes.size());
    std::vector<bool> accepts(run.lanes.size());
    for (std::size_t i = 0; i < probes.size(); ++i) {
        if (probes[i].protocol != protocol::tcp) continue;
        used[probes[i].address].push_back(probes[i].port);
        if (seen[i].reason == reason::syn_ack) accepts[probes[i].address] = true;
    }
    std::vector<probe> controls;
    std::vector<launch> launches;
    for (std::uint32_t a = 0; a < run.lanes.size(); ++a) {
        if (skip[a] || !accepts[a]) continue;
        for (const auto port : control_ports(run.lanes[a]->text, used[a])) {
            launches.push_back({controls.size(), {}, wait});
            controls.push_back({a, protocol::tcp, port});
        }
    }
    if (controls.empty()) return;
    auto asked = run.about(std::move(controls));
    run_pass(asked, launches);

    std::vector<int> accepted(run.lanes.size());
    for (std::size_t i = 0; i < asked.probes.size(); ++i)
        if (asked.seen[i].reason == reason::syn_ack) ++accepted[asked.probes[i].address];
    for (std::size_t i = 0; i < probes.size(); ++i)
        if (probes[i].protocol == protocol::tcp && accepted[probes[i].address] == 2 &&
            seen[i].reason == reason::syn_ack) {
            seen[i].on_way = on_way{on_way_kind::accepts_everything, "", 0};
            seen[i].who_answered = who_answered::on_way;
        }
}

} // namespace fairway
