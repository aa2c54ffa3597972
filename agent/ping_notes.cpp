#include "agent/ping_notes.hpp"

#include "probes/sweep/trace.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t most_pinged = 6; // a note for each

bool may_be_pinged(const sweep_request& asked, const sweep_result& swept, std::uint32_t a) {
    const bool not_ours = a < asked.untraced.size() && asked.untraced[a];
    return !not_ours && !swept.shut_out[a] && !swept.sources[a].empty() && swept.sources[a] != asked.addresses[a];
}

} // namespace

std::vector<std::uint32_t> worth_pings(const sweep_request& asked, const sweep_result& swept) {
    std::vector<std::uint32_t> all;
    for (std::size_t i = 0; i < asked.probes.size() && all.size() < most_pinged; ++i) {
        const auto& p = asked.probes[i];
        if (p.protocol != protocol::tcp || swept.observations[i].reason != reason::no_response) continue;
        if (may_be_pinged(asked, swept, p.address) && std::find(all.begin(), all.end(), p.address) == all.end())
            all.push_back(p.address);
    }
    return all;
}

std::string ping_note(const std::string& address, const ping_path& path) {
    const std::string other_path = "pings may take another path than this host's flows to it";
    if (path.host_answered)
        return "Pings reach " + address + ", which is silent on some ports, and it answers them; " + other_path +
               ", and firewalls treat them differently.";
    if (path.hops.empty()) return {};
    const auto& last = path.hops.back();
    const std::string so_far =
        "Pings to " + address + " reach hop " + std::to_string(last.hop) + " (" + last.address + ")";
    if (!path.is_whole) return so_far + "; there was no time to follow them further.";
    return so_far + " and not the host; " + other_path + ", and firewalls may drop them alone.";
}

std::vector<std::string> ping_notes(const sweep_request& asked, const sweep_result& swept, lanes& paced,
                                    const std::stop_token& stop) {
    if (!asked.options.trace || trace_available() || !ping_paths_available()) return {};
    const auto addresses = worth_pings(asked, swept);
    std::vector<std::optional<ping_path>> paths(addresses.size());
    std::vector<std::thread> threads;
    for (std::size_t n = 0; n < addresses.size(); ++n) {
        const journey there = paced.to(asked.addresses[addresses[n]]).journey;
        const auto follow = [&paths, &asked, &stop, gap = paced.gap(), n, there] {
            paths[n] = follow_pings(there, asked.options.deadline, gap, stop);
        };
        try {
            threads.emplace_back(follow);
        } catch (const std::system_error&) {
            break; // a machine that has no more threads has other worries than a note
        }
    }
    for (auto& t : threads)
        t.join();
    std::vector<std::string> notes;
    for (std::size_t n = 0; n < paths.size(); ++n)
        if (auto note = paths[n] ? ping_note(asked.addresses[addresses[n]], *paths[n]) : std::string(); !note.empty())
            notes.push_back(std::move(note));
    return notes;
}

} // namespace fairway
