#include "probes/sweep/second_look.hpp"

#include "matrix/loss.hpp"
#include "text/ip_address.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

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

// Of routes: it concerns all that is sent there. Others may be a rule for some ports.
bool concerns_route(const observation& rejection) {
    return rejection.reason == reason::host_unreach || rejection.reason == reason::net_unreach;
}

/// Addresses of the same network, as far as routes mostly go: /24, and /64 over IPv6.
std::string network_of(const std::string& address) {
    const auto parsed = parse_ip_address(address.substr(0, address.find('%')));
    if (!parsed) return address;
    return {parsed->bytes.begin(), parsed->bytes.begin() + (parsed->is_v4() ? 3 : 8)};
}

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
        auto& its = of[probes_[i].address];
        const bool answered = !seen[i].answered_by.empty() && !rejected(seen[i]);
        its.any_answer = its.any_answer || answered;
        if (probes_[i].protocol != protocol::tcp) continue;
        its.answers += answered ? 1 : 0;
        its.rejections += rejected(seen[i]) ? 1 : 0;
        its.silences += silent(seen[i]) ? 1 : 0;
    }
    return of;
}

// What one router rejects alike, by protocol: silent ports of the addresses for which it did, if these are the greater
// part. Where it says that there is no route, also what has answered nothing in the same network.
void second_look::find_causes(const std::vector<observation>& seen, const std::vector<tally>& of,
                              const std::vector<bool>& skip) {
    using cause = std::tuple<std::string, icmp_error>;  // router and error
    std::map<cause, std::set<std::uint32_t>> concerned; // addresses
    std::map<cause, observation> rejections;
    std::map<std::string, std::set<cause>> of_network;
    for (std::size_t i = 0; i < probes_.size(); ++i) {
        const auto a = probes_[i].address;
        if (skip[a] || !rejected(seen[i])) continue;
        const cause c{seen[i].answered_by, *seen[i].icmp};
        rejections.emplace(c, seen[i]);
        if (of[a].silences >= of[a].answers + of[a].rejections) concerned[c].insert(a);
        if (!of[a].any_answer) concerned[c].insert(a);
        if (!of[a].any_answer && concerns_route(seen[i])) of_network[network_of(addresses_[a])].insert(c);
    }
    for (std::uint32_t a = 0; a < addresses_.size(); ++a)
        if (const auto known = of_network.find(network_of(addresses_[a])); known != of_network.end() &&
                                                                           known->second.size() == 1 && !skip[a] &&
                                                                           !of[a].any_answer && of[a].rejections == 0)
            concerned[*known->second.begin()].insert(a);

    // A route is one for all protocols, a rule may be for one.
    const auto both = {protocol::tcp, protocol::udp}, tcp = {protocol::tcp}, udp = {protocol::udp};
    std::set<std::size_t> taken;
    for (const auto& [c, addresses] : concerned) {
        const auto& rejection = rejections.at(c);
        for (const auto& protocols : concerns_route(rejection) ? std::vector{both} : std::vector{tcp, udp}) {
            common_cause one{rejection, {}, {}};
            for (const auto p : protocols)
                for (std::size_t i = 0; i < probes_.size(); ++i)
                    if (probes_[i].protocol == p && silent(seen[i]) && addresses.count(probes_[i].address) != 0 &&
                        taken.insert(i).second)
                        one.silent.push_back(i);
            if (!one.silent.empty()) causes_.push_back(std::move(one));
        }
    }
}

// Linux sends about one ICMP error a second to one destination, and counts those of a route twice. It has none left
// when the first pass ends: the system repeated its SYNs every second.
void second_look::ask_slowly(std::vector<launch>& looks) {
    constexpr milliseconds apart{1150}, answer{500};
    constexpr std::size_t most = 2;
    std::map<std::string, std::vector<common_cause*>> by_router;
    for (auto& one : causes_)
        by_router[one.rejection.answered_by].push_back(&one);
    for (auto& [router, causes] : by_router) {
        milliseconds when{0};
        for (std::size_t n = 0; n < most; ++n)
            for (auto* one : causes) {
                const auto samples = sample(one->silent, most);
                when += (concerns_route(one->rejection) ? 2 : 1) * apart;
                if (n >= samples.size() || when + answer > deadline_ * 3 / 2) continue;
                one->asked.push_back(samples[n]);
                looks.push_back({samples[n], when, answer});
            }
    }
}

// A firewall's silence does not end with one more question; that of a lossy line, or of a host that answers only so
// often, does.
void second_look::ask_samples(const std::vector<observation>& seen, const std::vector<tally>& of,
                              const std::vector<line>& lines, const std::vector<bool>& skip,
                              std::vector<launch>& looks) {
    constexpr std::size_t few = 16;
    const auto loss = losses(lines);
    std::vector<std::vector<std::size_t>> tcp(addresses_.size()), udp(addresses_.size());
    for (std::size_t i = 0; i < probes_.size(); ++i) {
        const auto a = probes_[i].address;
        if (!skip[a] && silent(seen[i])) (probes_[i].protocol == protocol::tcp ? tcp : udp)[a].push_back(i);
    }
    for (std::size_t a = 0; a < addresses_.size(); ++a) {
        if (of[a].answers == 0 && of[a].silences >= of[a].rejections) continue;
        const bool fewer = tcp[a].size() < silences_before_[a];
        const bool by_loss = loss[a] >= lossy && std::any_of(tcp[a].begin(), tcp[a].end(), [&](auto i) {
                                 return loss_explains(loss[a], seen[i].tries);
                             });
        if (round_ > 1 && !fewer && !by_loss) continue;
        const milliseconds spread(round_ == 1 ? 200 : 400);
        const std::size_t tries = round_ == 1 ? 2 : line::tries;
        const auto wait =
            lines[a].answers() ? static_cast<int>(tries) * lines[a].patience(deadline_).between : deadline_ * 3 / 8;
        const auto chosen = round_ == 1 ? sample(tcp[a], few) : tcp[a];
        for (std::size_t n = 0; n < chosen.size(); ++n)
            looks.push_back({chosen[n], spread * static_cast<long>(n) / static_cast<long>(chosen.size()),
                             std::min(deadline_, wait), tries});
        // What rejects TCP here may have had no more errors left for datagrams.
        for (std::size_t n = 0; n < udp[a].size() && n < 3 && round_ == 1 && of[a].rejections > 0; ++n)
            looks.push_back({udp[a][n], milliseconds(1150) * static_cast<long>(n + 1), milliseconds(500)});
    }
}

void second_look::join(std::vector<observation>& seen) const {
    for (const auto& one : causes_) {
        const bool all_alike = std::all_of(one.asked.begin(), one.asked.end(), [&](auto i) {
            return rejected(seen[i]) && seen[i].icmp == one.rejection.icmp &&
                   seen[i].answered_by == one.rejection.answered_by;
        });
        if (!all_alike || one.asked.size() < std::min<std::size_t>(2, one.silent.size())) continue;
        for (const auto i : one.silent)
            if (silent(seen[i])) seen[i] = seen[one.asked.front()];
    }
    join_rejections(probes_, seen);

    // A sample of them that stays silent speaks for all: if one had answered, all would have been asked.
    std::map<std::uint32_t, std::uint8_t> tries;
    for (const bool noting : {false, true})
        for (std::size_t i = 0; i < probes_.size(); ++i) {
            if (probes_[i].protocol != protocol::tcp || !silent(seen[i])) continue;
            auto& most = tries[probes_[i].address];
            if (noting)
                seen[i].tries = most;
            else
                most = std::max(most, seen[i].tries);
        }
}

std::vector<launch> second_look::next(std::vector<observation>& seen, const std::vector<line>& lines,
                                      const std::vector<bool>& skip) {
    constexpr int most_rounds = 6;
    std::vector<launch> looks;
    if (round_++ > 0) join(seen);
    if (round_ > most_rounds) return looks;
    const auto of = count(seen);
    if (round_ == 1) {
        silences_before_.resize(addresses_.size());
        find_causes(seen, of, skip);
        ask_slowly(looks);
    }
    std::vector<bool> not_these = skip; // a router that is asked slowly is not asked otherwise
    for (const auto& one : causes_)
        for (const auto i : one.silent)
            not_these[probes_[i].address] = true;
    ask_samples(seen, of, lines, not_these, looks);
    for (std::size_t a = 0; a < of.size(); ++a)
        silences_before_[a] = of[a].silences;
    std::stable_sort(looks.begin(), looks.end(), [](const launch& x, const launch& y) { return x.at < y.at; });
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
