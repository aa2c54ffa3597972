#include "probes/path/silent_ports.hpp"

namespace fairway {

silent_ports::silent_ports(const std::vector<suspect>& suspects) {
    std::vector<trail> silences, no_services;
    for (std::size_t i = 0; i < suspects.size(); ++i) {
        const auto* silent = suspects[i].silent();
        if (silent != nullptr) silences.push_back({trail::kind::silence, i, 0, silent->port, nullptr});
        if (silent != nullptr || !suspects[i].spans.empty()) no_services.push_back(trail::to_no_service(i));
    }
    silences_ = walker(std::move(silences));
    no_services_ = walker(std::move(no_services));
}

void silent_ports::ask(std::vector<suspect>& suspects, packet_round& r, bool time_left) {
    if (step_ == step::silences) {
        if (time_left) silences_.ask(suspects, r);
        if (!r.empty()) return;
        step_ = step::no_services;
    }
    if (step_ == step::no_services) {
        if (time_left) no_services_.ask(suspects, r);
        if (!r.empty()) return;
        no_services_.conclude(suspects);
        step_ = step::missing;
    }
    if (step_ == step::missing) {
        if (time_left && repeated_ < 2) ask_for_missing(suspects, r);
        if (!r.empty()) return;
        silences_.conclude(suspects);
        step_ = step::done;
    }
}

// A complaint that is missing may have been one too many for the router: ask again before saying so.
void silent_ports::ask_for_missing(const std::vector<suspect>& suspects, packet_round& r) {
    missing_.clear();
    for (std::size_t i = 0; i < suspects.size(); ++i) {
        const suspect& s = suspects[i];
        if (s.silent() == nullptr) continue;
        const auto end = end_of(s.silence, s.routers, farthest, s.target);
        if (!end.before_host) continue;
        for (auto n = static_cast<std::size_t>(end.last_hop); n < s.silence.size() && n < s.routers.size(); ++n) {
            if (s.routers[n].empty()) continue;
            r.add(s.address, protocol::tcp, s.silent()->port, static_cast<int>(n) + 1);
            missing_.push_back({i, n});
        }
    }
}

void silent_ports::hear(std::vector<suspect>& suspects, const packet_round& r) {
    switch (step_) {
    case step::silences: return silences_.hear(suspects, r);
    case step::no_services: return no_services_.hear(suspects, r);
    case step::missing: break;
    case step::done: return;
    }
    ++repeated_;
    for (std::size_t n = 0; n < missing_.size(); ++n) {
        observation& before = suspects[missing_[n].suspect].silence[missing_[n].hop];
        if (before.reason != reason::time_exceeded) before = r[n];
    }
}

} // namespace fairway
