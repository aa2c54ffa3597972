#include "agent/line_notes.hpp"

#include "matrix/loss.hpp"
#include "text/columns.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>

namespace fairway {

namespace {

/// "10.0.0.5, 10.0.0.6 and 3 more"
std::string in_words(const std::vector<std::string>& addresses) {
    return joined(addresses, 3);
}

std::string on_shut_out(const sweep_request& asked, const sweep_result& swept) {
    std::vector<std::string> all;
    for (std::size_t a = 0; a < asked.addresses.size(); ++a)
        if (swept.shut_out[a]) all.push_back(asked.addresses[a]);
    if (all.empty()) return {};
    return "Shut out: " + in_words(all) +
           " stopped answering this host during the check, also on ports that had answered before. An intrusion "
           "prevention on the path or on the target does that to a host that connects too often; or they went down. "
           "What was silent from then on counts as not-run. Have this host excepted, or check again later with a lower "
           "--rate (it is for each target) or fewer targets at once.";
}

std::string on_loss(const sweep_request& asked, const sweep_result& swept) {
    std::vector<std::string> all;
    double least = 1, most = 0;
    for (std::size_t a = 0; a < asked.addresses.size(); ++a) {
        if (swept.loss[a] < lossy) continue;
        all.push_back(asked.addresses[a]);
        least = std::min(least, swept.loss[a]);
        most = std::max(most, swept.loss[a]);
    }
    if (all.empty()) return {};
    const auto percent = [](double part) { return std::to_string(std::lround(part * 100)); };
    const auto from = percent(least), to = percent(most);
    return "Lossy line: " + (from == to ? "about " + to : from + " to " + to) + " % of the packets to " +
           in_words(all) + " were lost, there or back. Silence that this explains counts as unknown.";
}

// A router that lacks routes says so about once a second, and not of each network.
std::string on_missing_routes(const sweep_request& asked, const sweep_result& swept) {
    std::set<std::string> routers;
    std::vector<bool> mute(asked.addresses.size(), true);
    for (std::size_t i = 0; i < asked.probes.size(); ++i) {
        const auto& seen = swept.observations[i];
        if (seen.reason == reason::net_unreach && seen.icmp) routers.insert(seen.answered_by);
        if (seen.reason != reason::no_response || seen.path_end) mute[asked.probes[i].address] = false;
    }
    std::vector<std::string> all;
    for (std::size_t a = 0; a < mute.size(); ++a)
        if (mute[a] && !swept.shut_out[a]) all.push_back(asked.addresses[a]);
    if (routers.empty() || all.empty()) return {};
    return joined({routers.begin(), routers.end()}, 3) +
           " has no route to some targets, and says so only about once a second: it may have none to " + in_words(all) +
           " either, which never answered. Check one of them alone to see it.";
}

// One that was asked little, and says nothing, has no excuse to be mentioned.
std::string on_routers(const sweep_request& asked, const sweep_result& swept) {
    constexpr std::size_t more_than_they_answer = 6;
    std::vector<bool> silent(asked.addresses.size()), known(asked.addresses.size());
    for (std::size_t i = 0; i < asked.probes.size(); ++i) {
        const auto a = asked.probes[i].address;
        const auto& seen = swept.observations[i];
        if (seen.path_end) known[a] = true;
        if (asked.probes[i].protocol == protocol::tcp && seen.reason == reason::no_response && swept.traced[a])
            silent[a] = true;
    }
    std::vector<std::string> all;
    for (std::size_t a = 0; a < silent.size(); ++a)
        if (silent[a] && !known[a]) all.push_back(asked.addresses[a]);
    const auto ends = static_cast<std::size_t>(std::count(known.begin(), known.end(), true));
    if (all.empty() || all.size() + ends <= more_than_they_answer) return {};
    return "Where the silent packets to " + in_words(all) +
           " end was not found out: routers answer only a few such questions a second, if any, and there were too "
           "many. Check these hosts in smaller groups to see it.";
}

} // namespace

std::vector<std::string> line_notes(const sweep_request& asked, const sweep_result& swept) {
    std::vector<std::string> notes;
    for (auto& note :
         {on_shut_out(asked, swept), on_loss(asked, swept), on_missing_routes(asked, swept), on_routers(asked, swept)})
        if (!note.empty()) notes.push_back(note);
    return notes;
}

} // namespace fairway
