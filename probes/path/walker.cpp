#include "probes/path/walker.hpp"

#include <algorithm>

namespace fairway {

namespace {

bool has_ended(const walk& w, const std::string& target) {
    if (w.empty()) return false;
    if (distance_of_answer(w, target)) return true;
    const auto routers = routers_of(w, target);
    return std::all_of(routers.end() - walk_step / 2, routers.end(), [](const auto& r) { return r.empty(); });
}

} // namespace

walk& trail::seen(fairway::suspect& s) const {
    switch (to) {
    case kind::silence: return s.silence;
    case kind::no_service: return s.datagrams;
    case kind::silent_udp: break;
    }
    return s.silent_udp[udp].trail;
}

void walker::ask(std::vector<suspect>& suspects, packet_round& r) {
    asked_.clear();
    if (from_ > farthest) return;
    for (const auto& t : trails_) {
        suspect& s = suspects[t.suspect];
        const walk& w = t.seen(s);
        if (static_cast<int>(w.size()) != from_ - 1 || has_ended(w, s.target)) continue;
        for (int hops = from_; hops < from_ + walk_step; ++hops) {
            const int port = t.port + (t.next_ports() ? hops - 1 : 0);
            r.add(s.address, t.protocol(), static_cast<std::uint16_t>(port), hops, 0, t.asked);
            asked_.push_back(t);
        }
    }
}

void walker::hear(std::vector<suspect>& suspects, const packet_round& r) {
    for (std::size_t n = 0; n < asked_.size(); ++n)
        asked_[n].seen(suspects[asked_[n].suspect]).push_back(r[n]);
    from_ += walk_step;
}

void walker::conclude(std::vector<suspect>& suspects) const {
    for (const auto& t : trails_) {
        suspect& s = suspects[t.suspect];
        const walk& w = t.seen(s);
        s.add_routers(w, {t.protocol(), t.port, t.asked}, t.next_ports());
        if (t.to != trail::kind::no_service) continue;
        s.hops = distance_of_answer(w, s.target);
        if (!s.hops) continue;
        const auto& answer = w[static_cast<std::size_t>(*s.hops) - 1];
        if (answer.answer_ttl > 0) s.host_behind = hops_behind(answer.answer_ttl);
    }
}

} // namespace fairway
