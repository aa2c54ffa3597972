#include "probes/path/inquiry.hpp"

#include <utility>

namespace fairway {

void path_conclusions::note_in(std::vector<observation>& seen) const {
    for (const auto i : by_host)
        seen[i].who_answered = who_answered::host;
    for (const auto& [i, who] : on_path) {
        seen[i].on_way = who;
        seen[i].who_answered = who_answered::on_way;
    }
    for (const auto& [i, end] : ends)
        seen[i].path_end = end;
}

inquiry::inquiry(const std::vector<std::string>& addresses, const std::vector<bool>& skip,
                 const std::vector<probe>& probes, const std::vector<observation>& seen)
    : addresses_(addresses.size()), suspects_(suspects_of(addresses, skip, probes, seen)), silent_ports_(suspects_) {}

std::vector<probe> inquiry::next(std::vector<observation> answers, bool time_left) {
    if (!round_.empty()) {
        round_.hear(std::move(answers));
        switch (part_) {
        case part::silent_ports: silent_ports_.hear(suspects_, round_); break;
        case part::impostors: impostors_.hear(suspects_, round_); break;
        case part::silent_udp_ports: silent_udp_ports_.hear(suspects_, round_); break;
        case part::done: break;
        }
        round_ = {};
    }
    ask(time_left);
    return round_.packets();
}

void inquiry::ask(bool time_left) {
    if (part_ == part::silent_ports) {
        silent_ports_.ask(suspects_, round_, time_left);
        if (!round_.empty()) return;
        part_ = part::impostors;
    }
    if (part_ == part::impostors) {
        impostors_.ask(suspects_, round_, time_left);
        if (!round_.empty()) return;
        part_ = part::silent_udp_ports;
    }
    if (part_ == part::silent_udp_ports) {
        silent_udp_ports_.ask(suspects_, round_, time_left);
        if (round_.empty()) part_ = part::done;
    }
}

path_conclusions inquiry::concludes() const {
    path_conclusions all;
    all.hops.resize(addresses_);
    for (const auto& s : suspects_) {
        all.hops[s.address] = s.hops;
        if (!s.paths_differ) all.by_host.insert(s.cleared.begin(), s.cleared.end());
        all.on_path.insert(s.accused.begin(), s.accused.end());
        const auto place = [&](const walk_end& end, bool dropped) {
            return path_end{end.router, static_cast<std::uint8_t>(end.last_hop),
                            static_cast<std::uint8_t>(s.hops.value_or(0)),
                            dropped ? dropped_at::here_or_after : dropped_at::unknown,
                            end.before_host ? drop_way::forward : drop_way::either};
        };
        if (const auto end = end_of(s.silence, s.routers, s.hops, s.target); end.last_hop > 0)
            for (const auto& port : s.silences)
                all.ends.emplace(port.probe, place(end, true));
        for (const auto& m : s.silent_udp) {
            auto end = end_of(m.trail, s.routers, s.hops, s.target);
            if (end.last_hop == 0) continue;
            end.before_host = silent_udp_ports::is_dropped(m);
            all.ends.emplace(m.of.probe, place(end, end.before_host));
        }
    }
    return all;
}

} // namespace fairway
