#include "probes/path/examination.hpp"

#include "probes/path/control_port.hpp"
#include "probes/path/odds.hpp"

#include <algorithm>
#include <utility>

namespace fairway {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_answer_spans = 16, most_samples = 8; // of an address; of a span, besides its edges
constexpr std::size_t most_silent_spans = 4;                    // of each protocol
constexpr std::size_t most_neighbors = 64;                      // ports of a span that are asked one by one
constexpr int walk_step = 8;                                    // hops that are asked for at once
constexpr int first_controls = 6, more_controls = 12, last_controls = 16;
constexpr int most_lowered = 2;
constexpr int few_answers = 5, many_controls = 64;
constexpr int refused_answers = 24, open_answers = 16; // where controls are silent; an open port is asked less often
constexpr int fellows = 9;                             // packets to a silent port for each control
constexpr int first_between = 1;                       // controls, before it is known whether any packet is missing
constexpr int most_slow_rounds = 3;
constexpr milliseconds slow{1100}; // Linux complains once a second to one destination, after the first six

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

// Over UDP where traceroute begins. Requirements may name all ports there are (dynamic ports): then any other.
std::uint16_t examination::unused_port(protocol p) {
    constexpr unsigned first_udp = 33'434, count_udp = 512, tries = 64, first_other = 1'024, last = 65'535;
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

void examination::put(packet_round& r, std::size_t of, int hops, int bound, milliseconds at) {
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

void examination::ask_first(packet_round& r) {
    asked_.clear();
    for (const auto& span : known_.silences)
        if (span.ports.front().protocol == protocol::tcp)
            for (int hops = 1; hops <= walk_step; ++hops)
                put(r, span.subjects[span.subjects.size() / 2], hops);
}

// Who answers at ports that nobody asked for, and how far away.
void examination::ask_survey(packet_round& r) {
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

// One hop short of the host none of its ports answers. Open ports are asked there and nowhere else: that never reaches
// the service of an innocent host.
void examination::ask_screen(packet_round& r) {
    known_.screened = known_.short_of_host();
    ask_missing(r); // what ask_first() showed to be missing
    if (const auto host = known_.nearest(controls); host && known_.controls_do() == behavior::refuse)
        for (const auto& span : known_.answers)
            put(r, span.subjects.front(), *host); // does every port's packet end there?
    if (known_.screened == 0) return;
    const bool silent = known_.controls_do() == behavior::stay_silent;
    for (int n = 0; silent && n < 2; ++n)
        put(r, controls, known_.screened);
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects)
            put(r, of, known_.screened, 0, milliseconds(silent ? 20 : 0)); // routers are to complain of controls first
}

// Nobody is accused on one packet: paths of equal cost differ by source port. If the controls are silent, routers have
// to complain of them many times, and not all of them may: some of those that did are asked for more.
void examination::ask_doubts(packet_round& r) {
    constexpr int more = 3, burst[] = {10, 4}, most_places = 4;
    bool by_complaints = false;
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects) {
            const auto& x = known_.subjects[of];
            if (!known_.is_suspicious(x)) continue;
            const bool walk = known_.controls_do() == behavior::stay_silent ||
                              x.after[static_cast<std::size_t>(known_.screened)].named > 0;
            by_complaints = by_complaints || walk;
            for (int hops = 1; walk && hops < known_.screened; ++hops)
                put(r, of, hops);
            for (int n = 0; !walk && n < more; ++n)
                put(r, of, known_.screened);
        }
    if (!asked_.empty() && known_.controls_do() == behavior::refuse) {
        for (int n = 0; n < more_controls; ++n)
            put(r, controls, known_.screened);
        ask_ttl(r, controls);
    }
    if (const auto host = known_.nearest(controls); host && known_.controls_do() == behavior::refuse)
        for (const auto& span : known_.answers) {
            const auto& seen = known_.subjects[span.subjects.front()].after[static_cast<std::size_t>(*host)];
            for (int n = 0; n < 2 && seen.silent == seen.sent && seen.sent == 1; ++n)
                put(r, span.subjects.front(), *host);
        }
    int places = 0;
    for (int hops = known_.last_complaint(controls); by_complaints && hops > 0 && places < most_places; --hops) {
        if (known_.subjects[controls].after[static_cast<std::size_t>(hops)].complained == 0 || hops > known_.screened)
            continue;
        for (int n = 0; n < burst[places % 2]; ++n)
            put(r, controls, hops);
        ++places;
    }
}

void examination::ask_again(packet_round& r) {
    const bool refuse = known_.controls_do() == behavior::refuse;
    std::vector<std::size_t> doubted;
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects) {
            const auto& x = known_.subjects[of];
            const int hops = known_.compared_after(x);
            if (hops == 0 || !known_.is_suspicious(x)) continue;
            const auto& of_controls = known_.subjects[controls].after[static_cast<std::size_t>(hops)];
            const auto& seen = x.after[static_cast<std::size_t>(hops)];
            if (of_controls.answered() == 0 && seen.complained == 0) doubted.push_back(of);
        }
    const auto needed = fewest_packets(static_cast<int>(doubted.size()), known_.loss());
    for (const auto of : doubted) {
        const auto& x = known_.subjects[of];
        const int hops = known_.compared_after(x);
        const auto& seen = x.after[static_cast<std::size_t>(hops)];
        const int each = seen.named > 0     ? few_answers
                         : refuse           ? needed.each
                         : seen.refused > 0 ? refused_answers
                                            : open_answers;
        for (int n = seen.sent; n < each; ++n)
            put(r, of, hops);
        if (known_.leader == 0 && refuse) known_.leader = of;
    }
    if (doubted.empty() || !refuse) return;
    const int sent = known_.subjects[controls].after[static_cast<std::size_t>(known_.screened)].sent;
    for (int n = sent; n < needed.controls; ++n)
        put(r, controls, known_.screened);
    ask_ttl(r, controls);
    ask_ttl(r, known_.leader);
    for (int hops = 1; hops < known_.screened; ++hops) // where does it begin to answer?
        put(r, known_.leader, hops);
}

// A control answered where none had: the host is nearer than it seemed. Once more; after that its paths differ.
void examination::lower(packet_round&) {
    if (lowered_ == most_lowered || known_.short_of_host() >= known_.screened) return;
    ++lowered_;
    repeat(&examination::ask_screen);
}

// Where silent packets end: each span's own.
void examination::ask_walks(packet_round& r) {
    if (walked_silences_ >= farthest) return;
    for (const auto& span : known_.silences) {
        const auto of = span.subjects[span.subjects.size() / 2];
        if (walked_silences_ == 0 && known_.subjects[of].after[1].sent > 0) continue; // by ask_first()
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
    ask_between(r, 0, path_evidence::least_missing - first_between, 1);
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
        for (int n = 0; n < controls_each * fellows; ++n)
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

// A firewall on the last router answers only what could have reached the host, as far away as the host. Its RSTs lack
// one hop on their way back, which the host's RSTs and its word that nobody uses a UDP port have behind them.
void examination::ask_returns(packet_round& r) {
    const auto host = known_.nearest(controls), told = known_.nearest(unused);
    if (known_.controls_do() != behavior::refuse || !host || !told || known_.screened == 0) return;
    known_.host_ttl = known_.subjects[unused].after[static_cast<std::size_t>(*told)].answer_ttl;
    if (known_.host_ttl == 0 || known_.host_ttl == 255) return;
    for (int n = 0; n < 2; ++n) {
        put(r, controls, 0, known_.host_ttl);
        put(r, controls, 0, known_.host_ttl + 1);
    }
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects)
            if (known_.subjects[of].port.seen == reason::conn_refused && !known_.is_suspicious(known_.subjects[of]))
                put(r, of, 0, known_.host_ttl + 1);
}

void examination::ask_returns_again(packet_round& r) {
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects)
            for (int n = 1; known_.returns_from_nearer(of) && n < more_controls; ++n) {
                put(r, of, 0, known_.host_ttl + 1);
                if (n % 3 != 0) continue;
                put(r, of, 0, std::min(255, known_.host_ttl + 2));
                put(r, of, *known_.nearest(controls)); // not from farther, with another initial value
            }
    if (asked_.empty()) return;
    for (int n = 0; n < more_controls; ++n) {
        put(r, controls, 0, known_.host_ttl + 1);
        if (n % 3 == 0) put(r, controls, 0, known_.host_ttl);
    }
    // One open port's answer, too, has to come from as far as those of the controls.
    for (const auto& span : known_.answers)
        if (known_.subjects[span.subjects.front()].port.seen == reason::syn_ack) {
            put(r, span.subjects.front(), 0, known_.host_ttl);
            put(r, span.subjects.front(), 0, known_.host_ttl + 1);
            break;
        }
}

// How far its answers have come.
void examination::ask_ttl(packet_round& r, std::size_t of) {
    const bool is_first = known_.count(of, 1, 255).sent == 0; // A mistake there is not made good.
    for (const int bound : known_.bounds_to_ask(of))
        for (int n = 0; n < (is_first ? 2 : 1) + (known_.loss() > .1 ? 1 : 0); ++n)
            put(r, of, 0, bound);
}

void examination::ask_search(packet_round& r) {
    constexpr int most_searches = 4;
    if (known_.is_host_known() || known_.controls_do() != behavior::refuse || !known_.any_doubt()) return;
    if (known_.ttl_of(controls).is_exact() || searches_++ == most_searches) return;
    ask_ttl(r, controls);
    if (!asked_.empty()) repeat(&examination::ask_search);
}

// Before anybody is accused: is it one and the same host that refuses at ports that nobody asked for? And whose RSTs
// come exactly as far are the host's.
void examination::ask_alike(packet_round& r) {
    if (known_.is_host_known() || !known_.ttl_of(controls).is_exact() || !known_.any_doubt()) return;
    const int ttl = known_.ttl_of(controls).least;
    for (int n = 0; n < last_controls / 2; ++n) {
        put(r, controls, 0, std::max(1, ttl - path_evidence::most_hops_apart));
        put(r, controls, 0, std::min(255, ttl + path_evidence::most_hops_apart + 1));
    }
    bool has_leader = known_.leader > 0 && known_.is_nearer(known_.subjects[known_.leader]);
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects) {
            if (!known_.is_nearer(known_.subjects[of])) continue;
            if (!std::exchange(has_leader, true)) known_.leader = of;
            const int times = known_.loss() > .1 ? 3 : 2;
            for (int n = 0; known_.subjects[of].port.seen == reason::conn_refused && n < times; ++n) {
                put(r, of, 0, ttl);
                put(r, of, 0, std::min(255, ttl + 1));
            }
        }
    if (!has_leader) return;
    ask_ttl(r, known_.leader);
}

// Who else answers like the leader?
void examination::ask_followers(packet_round& r) {
    if (known_.leader == 0) return;
    const auto ttl = known_.ttl_of(known_.leader);
    if (!ttl.is_exact()) ask_ttl(r, known_.leader);
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects) {
            if (of == known_.leader || !ttl.is_exact() || !known_.is_guilty(of) || known_.is_last_router(of)) continue;
            put(r, of, 0, ttl.least);
            put(r, of, 0, std::min(255, ttl.above));
        }
}

// What is true of some ports of a span need not be true of those between them: those are asked, too.
std::vector<std::size_t> examination::add_neighbors(bool of_last_router) {
    std::vector<std::size_t> added;
    for (auto& span : known_.answers) {
        const auto is_one = [&](std::size_t of) {
            return known_.is_guilty(of) && known_.is_last_router(of) == of_last_router;
        };
        const bool is_long = span.ports.size() > most_neighbors;
        if (known_.controls_do() != behavior::refuse ||
            std::none_of(span.subjects.begin(), span.subjects.end(), is_one) ||
            (is_long && !std::all_of(span.subjects.begin(), span.subjects.end(), is_one)))
            continue;
        std::set<std::size_t> known;
        for (const auto of : span.subjects)
            known.insert(known_.subjects[of].port.probe);
        for (const auto& port : span.ports) {
            if (known.count(port.probe) != 0) continue;
            added.push_back(known_.add_subject(port));
            known_.subjects.back().is_like_its_span = is_long;
            span.subjects.push_back(added.back());
        }
    }
    return added;
}

// Where so many controls were not answered, few answers of each are enough.
void examination::ask_neighbors(packet_round& r) {
    ask_followers(r);
    const auto added = add_neighbors(false);
    const auto of_leader = known_.ttl_of(known_.leader), of_controls = known_.ttl_of(controls);
    for (const auto of : added) {
        const bool like_span = known_.subjects[of].is_like_its_span;
        for (int n = 0; n < (like_span ? path_evidence::confirming_answers : few_answers); ++n)
            put(r, of, known_.screened);
        if (known_.leader > 0 && of_leader.is_exact()) {
            put(r, of, 0, of_leader.least);
            put(r, of, 0, std::min(255, of_leader.above));
        }
        if (like_span) continue;
        put(r, of, 0, of_controls.least);
        put(r, of, 0, std::min(255, of_controls.least + 1));
    }
    const int sent = known_.subjects[controls].after[static_cast<std::size_t>(known_.screened)].sent;
    for (int n = sent; !added.empty() && n < many_controls; ++n)
        put(r, controls, known_.screened);
}

void examination::ask_neighbors_of_last_router(packet_round& r) {
    for (const auto of : add_neighbors(true)) {
        const bool like_span = known_.subjects[of].is_like_its_span;
        for (int n = 0; n < (like_span ? path_evidence::confirming_answers : few_answers); ++n)
            put(r, of, 0, known_.host_ttl + 1);
        if (like_span) continue;
        put(r, of, 0, std::min(255, known_.host_ttl + 2));
        put(r, of, *known_.nearest(controls));
    }
    for (int n = known_.count(controls, known_.host_ttl + 1, known_.host_ttl + 1).sent;
         !asked_.empty() && n < many_controls; ++n)
        put(r, controls, 0, known_.host_ttl + 1);
}

void examination::weigh(const question& q, const observation& o) {
    if (o.reason == reason::not_run || o.reason == reason::local_limit) return;
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
