#include "probes/path/examination.hpp"

#include "probes/path/control_port.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t most_answer_spans = 16, most_samples = 8; // of an address; of a span, besides its edges
constexpr std::size_t most_silent_spans = 4;                    // of each protocol
constexpr int first_controls = 6;

} // namespace

examination::examination(std::uint32_t address, std::string target, const std::vector<std::size_t>& its,
                         const std::vector<probe>& probes, const std::vector<observation>& seen)
    : numbers_(control_start(target)) {
    known_.address = address;
    known_.target = std::move(target);
    known_.subjects[unused].port.protocol = protocol::udp;
    auto sorted = its;
    std::sort(sorted.begin(), sorted.end(), [&](auto a, auto b) { return probes[a].port < probes[b].port; });
    std::vector<port_span> silent_udp;
    for (const auto i : sorted) {
        const swept_port port{i, probes[i].protocol, probes[i].port, seen[i].reason, probes[i].asked};
        const bool tcp = port.protocol == protocol::tcp;
        (tcp ? used_tcp_ : used_udp_).insert(port.number);
        if (port.seen == reason::no_response)
            add(port, tcp ? known_.silences : silent_udp, most_silent_spans);
        else if (tcp && is_tcp_answer(port.seen))
            add(port, known_.answers, most_answer_spans);
    }
    known_.silences.insert(known_.silences.end(), silent_udp.begin(), silent_udp.end());
    for (auto& span : known_.answers)
        choose(span, most_samples);
    for (auto& span : known_.silences)
        choose(span, 4);
    if (known_.answers.empty() && known_.silences.empty()) step_ = steps.size();
}

void examination::add(const swept_port& port, std::vector<port_span>& spans, std::size_t most) {
    const bool goes_on = !spans.empty() && port.protocol == protocol::tcp &&
                         spans.back().ports.back().seen == port.seen &&
                         spans.back().ports.back().number + 1 == port.number;
    if (!goes_on && spans.size() == most) return;
    if (!goes_on) spans.emplace_back();
    spans.back().ports.push_back(port);
}

// The edges and some between.
void examination::choose(port_span& span, std::size_t most) {
    std::set<std::size_t> chosen;
    for (std::size_t k = 0; k < most; ++k)
        chosen.insert(k * (span.ports.size() - 1) / (most - 1));
    for (const auto i : chosen)
        span.subjects.push_back(known_.add_subject(span.ports[i]));
}

unsigned examination::next_number() {
    numbers_ = numbers_ * 1664525u + 1013904223u; // Numerical Recipes
    return numbers_ >> 8;
}

// Requirements may name all ports there are (dynamic ports): then any other.
std::uint16_t examination::unused_port(protocol p) {
    constexpr unsigned first_udp = first_unused_udp_port, count_udp = 512, tries = 64, first_other = 1'024,
                       last = 65'535;
    const auto& used = p == protocol::tcp ? used_tcp_ : used_udp_;
    std::uint16_t port = 0;
    for (unsigned n = 0; n < tries; ++n) {
        port = static_cast<std::uint16_t>(p == protocol::tcp ? first_control_port + next_number() % control_port_count
                                                             : first_udp + next_unused_udp_++ % count_udp);
        if (used.count(port) == 0) return port;
    }
    for (unsigned n = first_other; n <= last; ++n) {
        port = static_cast<std::uint16_t>(first_other + next_number() % (last - first_other + 1));
        if (used.count(port) == 0) break;
    }
    return port;
}

void examination::put(packet_round& r, std::size_t of, int hops, int bound, std::chrono::milliseconds at) {
    const auto& port = known_.subjects[of].port;
    const auto number = port.number != 0 ? port.number : unused_port(port.protocol);
    const auto place = r.add({known_.address, port.protocol, number, static_cast<std::uint8_t>(hops),
                              static_cast<std::uint8_t>(bound), port.asked, at});
    asked_.push_back({of, place, hops, bound});
}

void examination::hear(const packet_round& r) {
    for (const auto& q : asked_) {
        if (q.bound > 0)
            weigh(q, r[q.place]);
        else
            known_.subjects[q.subject].after.add(static_cast<std::size_t>(q.hops), r[q.place], known_.target);
        const bool complained = r[q.place].reason == reason::time_exceeded && r[q.place].answered_by != known_.target;
        for (auto& m : known_.missing)
            if (q.is_between && complained && q.subject == m.controls && q.hops == m.hops) ++m.complaints;
    }
}

// What accuses somebody comes first. A doubt that a later step raises is looked into behind it.
const std::vector<examination::step> examination::steps{
    &examination::ask_survey,
    &examination::ask_farther,
    &examination::ask_nearer,
    // Who answers nearer than the host?
    &examination::ask_screen,
    &examination::ask_doubts,
    &examination::ask_again,
    &examination::lower,
    &examination::ask_search,
    &examination::ask_alike,
    &examination::ask_neighbors,
    // Or on the last router?
    &examination::ask_returns,
    &examination::ask_returns_again,
    &examination::ask_search,
    &examination::ask_alike,
    &examination::ask_neighbors_of_last_router,
    // And where does silence begin?
    &examination::ask_walks,
    &examination::ask_missing,
    &examination::ask_missing_again,
    &examination::ask_slowly,
    &examination::ask_search,
    &examination::ask_alike,
};

void examination::ask(packet_round& r, bool slowly) {
    asked_.clear();
    while (step_ < steps.size() && asked_.empty()) {
        if (steps[step_] == &examination::ask_slowly && !slowly) return;
        (this->*steps[step_++])(r);
    }
}

// As the next step, the last that has been taken of this kind.
void examination::repeat(step again) {
    do
        --step_;
    while (steps[step_] != again);
}

// Who answers at ports that nobody asked for, and how far away. Before that, where silent packets end: routers complain
// only so often, of packets to whomever, and these need it most.
void examination::ask_survey(packet_round& r) {
    for (const auto& span : known_.silences)
        for (int hops = 1; span.ports.front().protocol == protocol::tcp && hops <= walk_step; ++hops)
            put(r, span.subjects[span.subjects.size() / 2], hops);
    for (int n = 0; n < first_controls; ++n)
        put(r, controls, 0);
    walked_ = walk_step;
    for (int hops = 1; hops <= walked_; ++hops) {
        put(r, controls, hops);
        put(r, unused, hops);
    }
}

void examination::ask_farther(packet_round& r) {
    if (walked_ >= farthest) return;
    const auto goes_on = [&](std::size_t of) {
        return !known_.nearest(of) &&
               (known_.subjects[of].after[0].answered() > 0 || known_.last_complaint(of) > walked_ - walk_step / 2);
    };
    for (const auto of : {controls, unused})
        if (goes_on(of))
            for (int hops = walked_ + 1; hops <= walked_ + walk_step; ++hops)
                put(r, of, hops);
    const auto& seen = known_.subjects[controls].after[0];
    if (walked_ == walk_step && known_.controls_do() == behavior::differ && (seen.refused == 0) != (seen.accepted == 0))
        for (int n = 0; n < first_controls; ++n) // too many were lost
            put(r, controls, 0);
    walked_ += walk_step;
    if (!asked_.empty()) repeat(&examination::ask_farther);
}

// Where packets are lost, so may be the one that would have shown that the host is nearer: what is to end short of it
// would reach its open ports then.
void examination::ask_nearer(packet_round& r) {
    constexpr double by_chance = .01;
    constexpr int most = 8;
    const int hops = known_.short_of_host();
    const double loss = known_.loss();
    if (hops == 0 || known_.controls_do() != behavior::refuse) return;
    const bool is_lossy =
        known_.subjects[controls].after[0].silent > 0 || known_.nearest(unused).value_or(hops + 1) <= hops;
    if (!is_lossy) return;
    const int needed = std::min(most, static_cast<int>(std::ceil(std::log(by_chance) / std::log(loss))));
    for (int n = known_.subjects[controls].after[static_cast<std::size_t>(hops)].sent; n < needed; ++n)
        put(r, controls, hops);
    if (!asked_.empty()) repeat(&examination::ask_nearer);
}

void examination::weigh(const question& q, const observation& o) {
    if (never_left(o.reason)) return;
    auto& counts = known_.bounds[{q.subject, q.bound}];
    ++counts.sent;
    if (!is_tcp_answer(o.reason)) return;
    ++counts.heard;
    // What it answered counts with a bound or without.
    if (q.subject == controls && o.reason != reason::conn_refused)
        known_.subjects[controls].after.add(0, o, known_.target);
}

void examination::conclude(path_conclusions& all) const {
    known_.conclude(all);
}

} // namespace fairway
