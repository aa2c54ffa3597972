#include "probes/sweep/second_look.hpp"

#include "matrix/loss.hpp"
#include "text/ip_address.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <tuple>

namespace fairway {

namespace {

using std::chrono::milliseconds;

bool rejected(const observation& seen) {
    return seen.icmp && !seen.answered_by.empty() && seen.state == state::filtered &&
           (seen.reason == reason::admin_prohibited || seen.reason == reason::port_unreach ||
            seen.reason == reason::host_unreach || seen.reason == reason::net_unreach);
}

bool silent(const observation& seen) {
    return seen.reason == reason::no_response;
}

bool alike(const observation& a, const observation& b) {
    return a.icmp == b.icmp && a.answered_by == b.answered_by;
}

/// Of a rejection: what a silence gets that has the same cause. No answer came to it itself.
observation same_cause(const observation& rejection) {
    auto seen = rejection;
    seen.rtt_us.reset();
    seen.answer_ttl = 0;
    return seen;
}

/// Addresses of the same network, as far as routes mostly go: /24, and /64 over IPv6.
std::string network_of(const std::string& address) {
    const auto parsed = parse_ip_address(address.substr(0, address.find('%')));
    if (!parsed) return address;
    return {parsed->bytes.begin(), parsed->bytes.begin() + (parsed->is_v4() ? 3 : 8)};
}

/// By address; TCP first, by port.
std::vector<std::vector<silent_run>> silent_runs(std::size_t addresses, const std::vector<probe>& probes,
                                                 const std::vector<observation>& seen) {
    std::vector<std::size_t> order(probes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto place = [&](std::size_t i) { return std::tuple(probes[i].address, probes[i].protocol, probes[i].port); };
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return place(a) < place(b); });
    std::vector<std::vector<silent_run>> runs(addresses);
    bool runs_on = false; // the last probe was silent
    for (std::size_t n = 0; n < order.size(); ++n) {
        const auto i = order[n];
        auto& its = runs[probes[i].address];
        const auto [address, over, port] = place(i);
        const bool follows = n > 0 && place(order[n - 1]) == std::tuple(address, over, port - 1);
        if (silent(seen[i])) {
            if (!runs_on || !follows)
                its.push_back({over, {}, follows ? std::optional(order[n - 1]) : std::nullopt, std::nullopt});
            its.back().ports.push_back(i);
        } else if (runs_on && follows) {
            its.back().after = i;
        }
        runs_on = silent(seen[i]);
    }
    return runs;
}

constexpr std::size_t short_run = 16, of_a_long_run = 3; // ports: its ends, and one between

/// So many of them, the edges and some between.
std::vector<std::size_t> sample(const std::vector<std::size_t>& all, std::size_t most) {
    if (all.size() <= most) return all;
    std::vector<std::size_t> chosen;
    for (std::size_t k = 0; k < most; ++k)
        chosen.push_back(all[k * (all.size() - 1) / (most - 1)]);
    return chosen;
}

} // namespace

second_look::second_look(const std::vector<std::string>& addresses, const std::vector<probe>& probes,
                         milliseconds deadline)
    : addresses_(addresses), probes_(probes), deadline_(deadline) {}

std::vector<second_look::tally> second_look::count(const std::vector<observation>& seen) const {
    std::vector<tally> of(addresses_.size());
    for (std::size_t i = 0; i < probes_.size(); ++i) {
        const auto a = probes_[i].address;
        auto& its = of[a];
        its.any_answer = its.any_answer || seen[i].answered_by == addresses_[a];
        if (rejected(seen[i]) && its.rejected_by.empty()) its.rejected_by = seen[i].answered_by;
        if (probes_[i].protocol != protocol::tcp) continue;
        its.answers += !seen[i].answered_by.empty() && !rejected(seen[i]) ? 1 : 0;
        its.rejections += rejected(seen[i]) ? 1 : 0;
        its.silences += silent(seen[i]) ? 1 : 0;
    }
    return of;
}

// A router that cannot reach a host means all of the host, TCP and UDP alike; one that has no route to a network means
// hosts that it had no more errors left for as well, where nobody of that network answers.
void second_look::find_routes(const std::vector<observation>& seen, const std::vector<tally>& of,
                              const std::vector<bool>& skip, std::vector<slow_question>& questions) {
    using cause = std::tuple<std::string, std::string, icmp_error>;             // host or network, router, error
    std::map<cause, std::pair<observation, std::set<std::uint32_t>>> concerned; // and the addresses
    std::map<std::string, std::set<cause>> of_network;
    std::set<std::string> alive; // networks
    for (std::uint32_t a = 0; a < addresses_.size(); ++a)
        if (of[a].any_answer) alive.insert(network_of(addresses_[a]));
    for (std::size_t i = 0; i < probes_.size(); ++i) {
        const auto a = probes_[i].address;
        const bool of_host = seen[i].reason == reason::host_unreach, of_net = seen[i].reason == reason::net_unreach;
        if (skip[a] || !rejected(seen[i]) || of[a].any_answer || !(of_host || of_net)) continue;
        const auto network = network_of(addresses_[a]);
        const bool is_whole = of_net && alive.count(network) == 0;
        const cause c{is_whole ? network : addresses_[a], seen[i].answered_by, *seen[i].icmp};
        concerned.emplace(c, std::pair(seen[i], std::set<std::uint32_t>())).first->second.second.insert(a);
        if (is_whole) of_network[network].insert(c);
    }
    std::map<cause, std::size_t> whole; // how many hosts nothing is known of
    for (std::uint32_t a = 0; a < addresses_.size(); ++a) {
        const auto known = of_network.find(network_of(addresses_[a]));
        if (known == of_network.end() || known->second.size() != 1 || skip[a] || !of[a].rejected_by.empty()) continue;
        concerned.at(*known->second.begin()).second.insert(a);
        ++whole[*known->second.begin()];
    }

    for (const auto& [c, what] : concerned) {
        missing_route one{what.first, {}, {}};
        for (const auto p : {protocol::tcp, protocol::udp})
            for (std::size_t i = 0; i < probes_.size(); ++i)
                if (probes_[i].protocol == p && silent(seen[i]) && what.second.count(probes_[i].address) != 0)
                    one.silent.push_back(i);
        if (one.silent.empty()) continue;
        one.asked = {one.silent.back()}; // a datagram, if any
        // Two hosts are to be known besides.
        const auto unknown = whole.find(c);
        if (unknown != whole.end() && what.second.size() - unknown->second < 2 && one.silent.size() > 1)
            one.asked.push_back(one.silent.front());
        for (const auto i : one.asked)
            questions.push_back({one.rejection.answered_by, i, 2}); // Linux counts errors of a route twice
        routes_.push_back(std::move(one));
    }
}

// A rule may be for a range of ports, and what is silent beside it may be allowed, to a host that ignores it: only the
// ends of what is silent, port next to port, show that all between them is rejected. TCP and UDP by turns: there is not
// time for all.
void second_look::find_rules(const std::vector<observation>& seen, const std::vector<tally>& of,
                             const std::vector<bool>& skip, std::vector<slow_question>& questions) const {
    std::vector<slow_question> tcp, udp, near_ends;
    const auto runs = silent_runs(addresses_.size(), probes_, seen);
    for (std::size_t a = 0; a < runs.size(); ++a) {
        if (skip[a] || of[a].rejected_by.empty() || of[a].silences < of[a].answers) continue;
        for (const auto& run : runs[a]) {
            const bool follows = run.before && rejected(seen[*run.before]);
            const bool leads = run.after && rejected(seen[*run.after]);
            const auto first = run.ports.front(), last = run.ports.back();
            auto& far_ends = run.over == protocol::tcp ? tcp : udp;
            far_ends.push_back({of[a].rejected_by, leads ? first : last, 1});
            if (!leads && !follows && first != last) near_ends.push_back({of[a].rejected_by, first, 1});
        }
    }
    for (std::size_t n = 0; n < std::max(tcp.size(), udp.size()); ++n)
        for (const auto* ends : {&tcp, &udp})
            if (n < ends->size()) questions.push_back((*ends)[n]);
    questions.insert(questions.end(), near_ends.begin(), near_ends.end());
}

// Linux sends about one ICMP error a second to one destination. It has none left when the first pass ends: the system
// repeated its SYNs every second.
std::vector<launch> second_look::one_after_another(const std::vector<slow_question>& questions) const {
    constexpr milliseconds error{1150}, answer{500};
    std::vector<launch> looks;
    std::map<std::string, milliseconds> until; // of each router
    std::set<std::size_t> asked;
    for (const auto& q : questions) {
        const auto when = until[q.router] + q.errors * error;
        if (when + answer > 2 * deadline_ || !asked.insert(q.probe).second) continue;
        until[q.router] = when;
        looks.push_back({q.probe, when, answer});
    }
    return looks;
}

// A firewall's silence does not end with one more question; that of a lossy line, or of a host that answers only so
// often, does. Few ports are asked each, of a long run its ends and one between; if one of these answers, all are.
void second_look::ask_samples(const std::vector<observation>& seen, const std::vector<tally>& of,
                              const std::vector<line>& lines, const std::vector<bool>& skip,
                              std::vector<launch>& looks) {
    constexpr std::size_t most = 128;
    const auto loss = losses(lines);
    const auto runs = silent_runs(addresses_.size(), probes_, seen);
    for (std::size_t a = 0; a < addresses_.size(); ++a) {
        if (skip[a] || (of[a].answers == 0 && of[a].silences >= of[a].rejections)) continue;
        const bool fewer = of[a].silences < silences_before_[a];
        bool by_loss = false;
        std::vector<std::size_t> all, few;
        for (const auto& [over, ports, before, after] : runs[a]) {
            if (over != protocol::tcp) continue;
            all.insert(all.end(), ports.begin(), ports.end());
            const auto some = sample(ports, ports.size() <= short_run ? short_run : of_a_long_run);
            few.insert(few.end(), some.begin(), some.end());
            for (const auto i : ports)
                by_loss = by_loss || (loss[a] >= lossy && loss_explains(loss[a], seen[i].tries));
        }
        if (round_ > 1 && !fewer && !by_loss) continue;
        const auto chosen = sample_answered(a, runs[a]) ? all : sample(few, most);
        sampled_[a] = chosen.size() < all.size() ? chosen : std::vector<std::size_t>();
        const milliseconds spread(round_ == 1 ? std::min<std::size_t>(200, 15 * chosen.size()) : 400);
        const std::size_t tries = round_ == 1 ? 2 : line::tries;
        const auto wait =
            lines[a].answers() ? static_cast<int>(tries) * lines[a].patience(deadline_).between : deadline_ * 3 / 8;
        for (std::size_t n = 0; n < chosen.size(); ++n)
            looks.push_back({chosen[n], spread * static_cast<long>(n) / static_cast<long>(chosen.size()),
                             std::min(deadline_, wait), tries});
    }
}

bool second_look::sample_answered(std::size_t address, const std::vector<silent_run>& runs) const {
    const auto stood_for_it = [&](std::optional<std::size_t> i) {
        const auto& sampled = sampled_[address];
        return i && std::find(sampled.begin(), sampled.end(), *i) != sampled.end();
    };
    return std::any_of(runs.begin(), runs.end(), [&](const silent_run& run) {
        return run.over == protocol::tcp && (stood_for_it(run.before) || stood_for_it(run.after));
    });
}

void second_look::join(std::vector<observation>& seen) const {
    for (const auto& one : routes_) {
        const bool all_alike = std::all_of(one.asked.begin(), one.asked.end(),
                                           [&](auto i) { return rejected(seen[i]) && alike(seen[i], one.rejection); });
        for (const auto i : one.silent)
            if (all_alike && silent(seen[i])) seen[i] = same_cause(one.rejection);
    }
    join_rejections(addresses_.size(), probes_, seen);

    // The ports of a long run that were asked, and stay silent, speak for all of it.
    const auto runs = silent_runs(addresses_.size(), probes_, seen);
    for (std::size_t a = 0; a < addresses_.size(); ++a) {
        if (sampled_[a].empty() || sample_answered(a, runs[a])) continue;
        for (const auto& [over, ports, before, after] : runs[a]) {
            if (over != protocol::tcp) continue;
            std::uint8_t most = 0;
            for (const auto i : ports)
                most = std::max(most, seen[i].tries);
            for (const auto i : ports)
                seen[i].tries = most;
        }
    }
}

std::vector<launch> second_look::next(std::vector<observation>& seen, const std::vector<line>& lines,
                                      const std::vector<bool>& skip) {
    constexpr int most_rounds = 6;
    std::vector<launch> looks;
    if (round_++ > 0)
        join(seen);
    else
        join_rejections(addresses_.size(), probes_, seen);
    if (round_ > most_rounds) return looks;
    const auto of = count(seen);
    std::vector<bool> not_these = skip; // a router that is asked slowly is not asked otherwise
    if (round_ == 1) {
        silences_before_.resize(addresses_.size());
        sampled_.resize(addresses_.size());
        std::vector<slow_question> questions;
        find_routes(seen, of, skip, questions);
        for (const auto& one : routes_)
            for (const auto i : one.silent)
                not_these[probes_[i].address] = true;
        find_rules(seen, of, not_these, questions);
        looks = one_after_another(questions);
        for (const auto& l : looks)
            not_these[probes_[l.probe].address] = true;
    }
    ask_samples(seen, of, lines, not_these, looks);
    for (std::size_t a = 0; a < of.size(); ++a)
        silences_before_[a] = of[a].silences;
    std::stable_sort(looks.begin(), looks.end(), [](const launch& x, const launch& y) { return x.at < y.at; });
    return looks;
}

void join_rejections(std::size_t addresses, const std::vector<probe>& probes, std::vector<observation>& seen) {
    for (const auto& its : silent_runs(addresses, probes, seen))
        for (const auto& run : its) {
            if (!run.before || !run.after) continue;
            const auto& [before, after] = std::tie(seen[*run.before], seen[*run.after]);
            if (!rejected(before) || !rejected(after) || !alike(before, after)) continue;
            for (const auto i : run.ports)
                seen[i] = same_cause(after);
        }
}

} // namespace fairway
