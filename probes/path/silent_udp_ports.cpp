#include "probes/path/silent_udp_ports.hpp"

#include <map>
#include <optional>

namespace fairway {

namespace {

constexpr int most_questions = 16; // rounds of asking for complaints that are missing
constexpr int misses = 3;          // before saying that a router had not a datagram

/// The next hop, beyond the last that had this port's datagrams, of whose router other packets brought complaints.
/// Nothing if there is none, or no more to find out.
std::optional<std::size_t> next_router(const suspect& s, const silent_datagrams& m) {
    if (m.missed >= misses || m.settled || s.paths_differ || distance_of_answer(m.trail, s.target)) return std::nullopt;
    const auto end = end_of(m.trail, s.routers, s.hops, s.target);
    for (auto n = static_cast<std::size_t>(end.last_hop); n < s.routers.size() && n < m.trail.size(); ++n)
        if (!s.routers[n].empty()) return n + 1;
    return std::nullopt;
}

} // namespace

bool silent_udp_ports::is_dropped(const silent_datagrams& m) {
    return m.missed >= misses;
}

void silent_udp_ports::begin(const std::vector<suspect>& suspects) {
    std::vector<trail> unknown, trails;
    for (std::size_t i = 0; i < suspects.size(); ++i) {
        const suspect& s = suspects[i];
        if (!s.silent_udp.empty() && s.datagrams.empty()) unknown.push_back(trail::to_no_service(i));
        for (std::size_t u = 0; u < s.silent_udp.size(); ++u)
            trails.push_back({trail::kind::silent_udp, i, u, s.silent_udp[u].of.port, s.silent_udp[u].of.asked});
    }
    no_services_ = walker(std::move(unknown));
    walks_ = walker(std::move(trails));
}

void silent_udp_ports::ask(std::vector<suspect>& suspects, packet_round& r, bool time_left) {
    if (step_ == step::begin) {
        begin(suspects);
        step_ = step::no_services;
    }
    if (step_ == step::no_services) {
        if (time_left) no_services_.ask(suspects, r);
        if (!r.empty()) return;
        no_services_.conclude(suspects);
        step_ = step::walks;
    }
    if (step_ == step::walks) {
        if (time_left) walks_.ask(suspects, r);
        if (!r.empty()) return;
        walks_.conclude(suspects);
        step_ = step::questions;
    }
    if (step_ == step::questions) {
        if (time_left && asked_ < most_questions) ask_next_routers(suspects, r);
        if (r.empty()) step_ = step::done;
    }
}

void silent_udp_ports::ask_next_routers(const std::vector<suspect>& suspects, packet_round& r) {
    questions_.clear();
    for (std::size_t i = 0; i < suspects.size(); ++i) {
        const suspect& s = suspects[i];
        std::map<std::size_t, std::vector<std::size_t>> by_hop;
        for (std::size_t u = 0; u < s.silent_udp.size(); ++u)
            if (const auto hop = next_router(s, s.silent_udp[u])) by_hop[*hop].push_back(u);
        for (const auto& [hop, all] : by_hop) {
            const auto first = questions_.size();
            for (const auto u : all) {
                const auto& of = s.silent_udp[u].of;
                const auto packet = r.add(s.address, protocol::udp, of.port, static_cast<int>(hop), 0, of.asked);
                questions_.push_back({i, u, hop, packet, 0});
            }
            const auto& c = s.complaints[hop - 1];
            const auto control = r.add(s.address, c.protocol, c.port, static_cast<int>(hop), 0, c.asked);
            for (auto q = first; q < questions_.size(); ++q)
                questions_[q].control = control;
        }
    }
}

void silent_udp_ports::hear(std::vector<suspect>& suspects, const packet_round& r) {
    if (step_ == step::no_services) return no_services_.hear(suspects, r);
    if (step_ == step::walks) return walks_.hear(suspects, r);
    ++asked_;
    for (const auto& q : questions_) {
        const suspect& s = suspects[q.suspect];
        silent_datagrams& m = suspects[q.suspect].silent_udp[q.udp];
        const auto& o = r[q.packet];
        if (o.reason == reason::no_response) {
            if (r[q.control].reason == reason::time_exceeded) ++m.missed;
            continue;
        }
        m.missed = 0;
        m.trail[q.hop - 1] = o;
        m.settled = o.reason != reason::time_exceeded || o.answered_by == s.target;
    }
}

} // namespace fairway
