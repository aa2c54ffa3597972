#include "probes/path/examination.hpp"

#include <algorithm>
#include <utility>

namespace fairway {

namespace {

using std::chrono::milliseconds;

constexpr int fellows = 9;       // packets to a silent port for each control
constexpr int first_between = 1; // controls, before it is known whether any packet is missing
constexpr int most_slow_rounds = 3;
constexpr milliseconds slow{1100}; // Linux complains once a second to one destination, after the first six

} // namespace

// Where silent packets end: each span's own.
void examination::ask_walks(packet_round& r) {
    if (walked_silences_ >= farthest) return;
    for (const auto& span : known_.silences) {
        const auto of = span.subjects[span.subjects.size() / 2];
        if (walked_silences_ == 0 && known_.subjects[of].after[1].sent > 0) continue; // by the survey
        if (walked_silences_ > 0 &&
            (known_.nearest(of) || known_.last_complaint(of) <= walked_silences_ - walk_step / 2))
            continue;
        const int host = known_.distance().value_or(farthest); // behind it nothing is to be found
        for (int hops = walked_silences_ + 1; hops <= std::min(host, walked_silences_ + walk_step); ++hops)
            put(r, of, hops);
    }
    walked_silences_ += walk_step;
    if (!asked_.empty()) repeat(&examination::ask_walks);
}

// The next router complains of controls, and of none of many packets sent between them: these do not
// come there. That it may not complain as often as it is asked to meets both alike.
void examination::ask_missing(packet_round& r) {
    if (only_walks_) return;
    const auto known_before = known_.missing.size();
    for (const auto& span : known_.silences) {
        const auto walked = span.subjects[span.subjects.size() / 2];
        const auto its_controls = known_.subjects[walked].port.protocol == protocol::tcp ? controls : unused;
        const int last = known_.last_complaint(walked);
        if (last == 0 || last == farthest || known_.nearest(walked) || known_.is_missed(walked)) continue;
        // Not a router behind that: those between may be slow to complain, and not mute.
        // TCP controls do not stand in for datagrams: there are routers that complain of the ones only.
        if (known_.subjects[its_controls].after[static_cast<std::size_t>(last) + 1].complained == 0) continue;
        for (const auto of : span.subjects) {
            known_.missing.push_back({of, its_controls, last + 1});
            if (of != walked) put(r, of, last);
        }
    }
    ask_between(r, known_before, first_between, 0);
}

// Most were lost, or not complained of for once.
void examination::ask_missing_again(packet_round& r) {
    ask_between(r, std::exchange(asked_again_, known_.missing.size()), path_evidence::least_missing - first_between, 1);
}

// Linux complains six times at once to one destination, then once a second.
void examination::ask_slowly(packet_round& r) {
    if (slow_rounds_++ == most_slow_rounds) return;
    std::set<int> places;
    for (std::size_t of = 2; of < known_.subjects.size() && known_.controls_do() == behavior::stay_silent; ++of) {
        const int hops = known_.compared_after(known_.subjects[of]);
        if (hops > 0 && known_.is_suspicious(known_.subjects[of]) && !known_.is_nearer(known_.subjects[of]))
            places.insert(hops);
    }
    for (const int hops : places)
        put(r, controls, hops, 0, slow);
    // Not where the next router complains too seldom to show enough.
    ask_between(r, 0, 1, path_evidence::least_missing - (most_slow_rounds - slow_rounds_ + 1), slow);
    if (!asked_.empty()) repeat(&examination::ask_slowly);
}

void examination::ask_between(packet_round& r, std::size_t first, int controls_each, int least_complaints,
                              milliseconds at) {
    std::vector<std::pair<std::size_t, int>> packets; // subject, hops
    std::set<std::pair<std::size_t, int>> places;
    for (std::size_t place = first; place < known_.missing.size(); ++place) {
        const auto& m = known_.missing[place];
        const auto& seen = known_.subjects[m.of].after[static_cast<std::size_t>(m.hops)];
        if (seen.complained + seen.named + seen.answered() > 0 || known_.is_dropped(m) ||
            m.complaints < least_complaints)
            continue;
        places.emplace(m.controls, m.hops);
        for (int k = 0; k < controls_each * fellows; ++k)
            packets.emplace_back(m.of, m.hops);
    }
    for (const auto& place : places)
        for (int n = 0; n < controls_each; ++n)
            packets.push_back(place);
    for (std::size_t n = packets.size(); n > 1; --n)
        std::swap(packets[n - 1], packets[next_number() % n]);
    for (const auto& [of, hops] : packets) {
        put(r, of, hops, 0, at);
        asked_.back().is_between = true;
    }
}

} // namespace fairway
