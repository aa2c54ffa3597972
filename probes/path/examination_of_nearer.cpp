#include "probes/path/examination.hpp"

#include "probes/path/odds.hpp"

#include <algorithm>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t most_neighbors = 64; // ports of a span that are asked one by one
constexpr int last_controls = 16;
constexpr int most_lowered = 2;
constexpr int refused_answers = 20, open_answers = 16; // where controls are silent; an open port is asked less often

using std::chrono::milliseconds;

} // namespace

// One hop short of the host none of its ports answers. Open ports are asked there and nowhere else: that never reaches
// the service of an innocent host.
void examination::ask_screen(packet_round& r) {
    known_.screened = known_.short_of_host();
    ask_missing(r); // what the survey showed to be missing
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
    bool by_complaints = false, any_doubt = false;
    for (const auto& span : known_.answers)
        for (const auto of : span.subjects) {
            const auto& x = known_.subjects[of];
            if (!known_.is_suspicious(x)) continue;
            any_doubt = true;
            const bool walk = known_.controls_do() == behavior::stay_silent ||
                              x.after[static_cast<std::size_t>(known_.screened)].named > 0;
            by_complaints = by_complaints || walk;
            for (int hops = 1; walk && hops < known_.screened; ++hops)
                put(r, of, hops);
            // An open port waits until the controls have shown that this does not reach the host after all.
            for (int n = 0; !walk && x.port.seen == reason::conn_refused && n < more; ++n)
                put(r, of, known_.screened);
        }
    if (any_doubt && known_.controls_do() == behavior::refuse) {
        for (int n = 0; n < more_controls; ++n)
            put(r, controls, known_.screened);
        ask_ttl(r, controls);
    }
    if (const auto host = known_.nearest(controls); host && known_.controls_do() == behavior::refuse)
        for (const auto& span : known_.answers) {
            const auto& x = known_.subjects[span.subjects.front()];
            const auto& seen = x.after[static_cast<std::size_t>(*host)];
            for (int n = 1; n < known_.needed_at_host(x) && seen.silent == seen.sent && seen.sent == 1; ++n)
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
        const int each = seen.named > 0     ? more_controls
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
    if (known_.leader == 0 || !known_.is_guilty(known_.leader)) return;
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

} // namespace fairway
