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
    : addresses_(addresses.size()) {
    std::vector<std::vector<std::size_t>> of_address(addresses.size());
    for (std::size_t i = 0; i < probes.size(); ++i)
        of_address[probes[i].address].push_back(i);
    // Dozens of packets and of complaints each, which the routers of all addresses together do not send for many.
    constexpr std::size_t most_weighed = 32;
    std::size_t silent = 0;
    for (std::uint32_t a = 0; a < addresses.size(); ++a) {
        if (skip[a] || of_address[a].empty()) continue;
        examinations_.emplace_back(a, addresses[a], of_address[a], probes, seen);
        auto& one = examinations_.back();
        if (one.any_silence() && silent++ >= most_weighed) one.only_walk();
    }
}

std::vector<probe> inquiry::next(std::vector<observation> answers, bool time_left) {
    if (round_.size() > 0) {
        round_.hear(std::move(answers));
        for (auto& one : examinations_)
            one.hear(round_);
        round_ = {};
    }
    // What is slow comes last, for all at once: a round takes as long as its slowest packet.
    for (const bool slowly : {false, true})
        if (round_.size() == 0 && time_left)
            for (auto& one : examinations_)
                one.ask(round_, slowly);
    return round_.packets();
}

path_conclusions inquiry::concludes() const {
    path_conclusions all;
    all.hops.resize(addresses_);
    for (const auto& one : examinations_)
        one.conclude(all);
    return all;
}

} // namespace fairway
