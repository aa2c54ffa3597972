#include "tests/sim/investigation.hpp"

#include <algorithm>
#include <utility>

namespace fairway::sim {

namespace {

using std::chrono::milliseconds;

std::vector<probe> all_probes(const network& net) {
    std::vector<probe> probes;
    for (int n = 0; n < net.tcp_count; ++n)
        probes.push_back({0, protocol::tcp, net.tcp[n]});
    for (int n = 0; n < net.udp_count; ++n)
        probes.push_back({0, protocol::udp, net.udp[n]});
    return probes;
}

/// A silent minority among answers is asked once more.
void look_again(const std::vector<probe>& probes, std::vector<observation>& seen, kernel& packets, milliseconds wait) {
    std::vector<probe> again;
    std::vector<std::size_t> places;
    for (std::size_t n = 0; n < probes.size(); ++n) {
        if (seen[n].reason != reason::no_response) continue;
        again.push_back(probes[n]);
        places.push_back(n);
    }
    if (again.empty() || again.size() * 2 > probes.size()) return;
    auto answers = packets.send(again, wait);
    for (std::size_t n = 0; n < places.size(); ++n)
        seen[places[n]] = std::move(answers[n]);
}

// As probes/sweep waits for one answer of many.
milliseconds wait_for(const std::vector<observation>& seen, milliseconds deadline) {
    std::uint32_t slowest_us = 0;
    for (const auto& o : seen)
        slowest_us = std::max(slowest_us, o.rtt_us.value_or(0));
    return std::min<milliseconds>(deadline / 6, milliseconds(150 + 4 * slowest_us / 1000));
}

} // namespace

investigation investigate(network& net, kernel& packets, const patience& p, const round_listener& listen) {
    constexpr int most_rounds = 20'000;
    investigation all;
    all.probes = all_probes(net);
    all.seen = packets.send(all.probes, p.deadline);
    look_again(all.probes, all.seen, packets, p.deadline);
    if (listen) listen(all.probes, all.seen, packets.now_us());

    const auto wait = wait_for(all.seen, p.deadline);
    const auto began = packets.now_us(), sent = packets.sent();
    const auto until = began + static_cast<std::uint64_t>(p.deadline.count()) * 1000u;
    const auto time_left = [&] {
        return p.endless || packets.now_us() + static_cast<std::uint64_t>(wait.count()) * 1000u < until;
    };
    inquiry asked({target_address(net)}, {false}, all.probes, all.seen);
    std::vector<observation> answers;
    for (;;) {
        const auto round = asked.next(std::move(answers), time_left());
        if (round.empty()) break;
        if (++all.rounds > most_rounds) {
            all.ended = false;
            break;
        }
        const auto at = packets.now_us();
        answers = packets.send(round, wait);
        if (listen) listen(round, answers, at);
    }
    all.known = asked.concludes();
    all.packets = packets.sent() - sent;
    all.took_us = packets.now_us() - began;
    for (int n = 0; n < net.tcp_count; ++n)
        all.most_accepted = std::max(all.most_accepted, packets.accepted(n));
    return all;
}

} // namespace fairway::sim
