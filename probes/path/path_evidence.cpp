#include "probes/path/path_evidence.hpp"

#include "probes/path/odds.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace fairway {

namespace {

/// Of a packet with so many hops to live, by the usual initial values.
int hops_behind(int ttl) {
    return (ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255) - ttl + 1;
}

} // namespace

std::size_t path_evidence::add_subject(const swept_port& port) {
    subjects.push_back({port});
    return subjects.size() - 1;
}

path_evidence::behavior path_evidence::controls_do() const {
    const auto& seen = subjects[controls].after[0];
    if (seen.refused > 0 && seen.accepted > 0) return behavior::differ;
    const bool enough = seen.answered() >= 3 && seen.answered() * 2 >= seen.sent;
    if (enough) return seen.refused > 0 ? behavior::refuse : behavior::accept;
    return seen.answered() == 0 && seen.sent > 0 ? behavior::stay_silent : behavior::differ;
}

std::optional<int> path_evidence::nearest(std::size_t of) const {
    for (int hops = 1; hops <= farthest; ++hops)
        if (subjects[of].after[static_cast<std::size_t>(hops)].answered() > 0) return hops;
    return std::nullopt;
}

std::optional<int> path_evidence::distance() const {
    return nearest(controls) ? nearest(controls) : nearest(unused);
}

int path_evidence::last_complaint(std::size_t of) const {
    for (int hops = farthest; hops > 0; --hops)
        if (subjects[of].after[static_cast<std::size_t>(hops)].complained > 0) return hops;
    return 0;
}

int path_evidence::short_of_host() const {
    switch (controls_do()) {
    case behavior::refuse: return nearest(controls).value_or(1) - 1;
    case behavior::stay_silent:
        // Where a firewall drops all but listed ports, datagrams may still show how far it is.
        if (const int last = last_complaint(controls); last > 0) return last;
        return nearest(unused) ? *nearest(unused) - 1 : last_complaint(unused);
    case behavior::accept:
    case behavior::differ: break;
    }
    return 0;
}

double path_evidence::loss() const {
    constexpr double least = .03;
    const auto& seen = subjects[controls].after[0];
    if (seen.answered() == 0) return least; // They are silent, not lost.
    return std::max(least, static_cast<double>(seen.silent) / seen.sent);
}

// Or paths of different length: then what routers complain of shows nothing.
bool path_evidence::has_loop(const subject& x) const {
    std::map<std::string, int> at;
    for (const auto* s : {&x, &subjects[controls], &subjects[unused]})
        for (int hops = 1; hops <= farthest; ++hops) {
            const auto& router = s->after[static_cast<std::size_t>(hops)].router;
            if (!router.empty() && at.emplace(router, hops).first->second != hops) return true;
        }
    return false;
}

bool path_evidence::is_suspicious(const subject& x) const {
    if (screened == 0 || screened != short_of_host()) return false;
    const auto at = static_cast<std::size_t>(screened);
    const auto& seen = x.after[at];
    const bool redirected = seen.named > 0 && subjects[controls].after[at].named == 0; // else the whole host is
    return seen.complained == 0 && (seen.answered() > 0 || redirected);
}

int path_evidence::compared_after(const subject& x) const {
    if (screened == 0 || screened != short_of_host()) return 0;
    const bool named = x.after[static_cast<std::size_t>(screened)].named > 0;
    if (controls_do() == behavior::refuse && !named) return screened;
    int best = 0, most = 0;
    for (int hops = 1; hops <= screened; ++hops) {
        const auto &seen = x.after[static_cast<std::size_t>(hops)],
                   &of_controls = subjects[controls].after[static_cast<std::size_t>(hops)];
        if ((named ? seen.named : seen.answered()) == 0 || of_controls.complained == 0 ||
            of_controls.complained < .8 * of_controls.sent)
            continue;
        if (of_controls.complained >= most) best = hops;
        most = std::max(most, of_controls.complained);
    }
    return best;
}

bool path_evidence::is_nearer(const subject& x) const {
    const int hops = compared_after(x);
    if (hops == 0) return false;
    const auto at = static_cast<std::size_t>(hops);
    const auto &seen = x.after[at], &of_controls = subjects[controls].after[at];
    if (seen.answered() < least_answers || seen.complained + seen.named > 0 || of_controls.answered() > 0) return false;
    if (controls_do() == behavior::refuse)
        return odds_if_controls_answer(seen.answered(), seen.silent, of_controls.sent, loss()) <= beyond_doubt;
    constexpr int least_complaints = 8;
    const int c = of_controls.complained, m = of_controls.sent;
    if (c < least_complaints || has_loop(x) || nearest(unused).value_or(farthest) <= hops) return false;
    return odds_if_controls_are_silent(seen.answered(), seen.silent, c, m, loss()) <= beyond_doubt;
}

/// A router under its own address complains of controls where it complains in the target's name of this: every time, as
/// a host does for its containers where its paths are short. Silence shows nothing: complaints are limited.
bool path_evidence::is_passed_on(const subject& x) const {
    constexpr int least_complaints = 10;
    const int hops = compared_after(x);
    if (hops == 0) return false;
    const auto at = static_cast<std::size_t>(hops);
    const auto &seen = x.after[at], &of_controls = subjects[controls].after[at];
    return seen.named >= least_answers && seen.answered() + seen.complained == 0 &&
           of_controls.complained >= least_complaints && of_controls.named == 0 && !has_loop(x) &&
           odds_if_controls_are_silent(seen.named, 0, of_controls.complained, of_controls.sent, loss()) <= beyond_doubt;
}

path_evidence::bounded path_evidence::count(std::size_t of, int from, int to) const {
    bounded all;
    for (auto it = bounds.lower_bound({of, from}); it != bounds.end() && it->first <= std::pair{of, to}; ++it) {
        all.sent += it->second.sent;
        all.heard += it->second.heard;
    }
    return all;
}

path_evidence::ttl_range path_evidence::ttl_of(std::size_t of) const {
    ttl_range range;
    for (auto it = bounds.lower_bound({of, 0}); it != bounds.end() && it->first.first == of; ++it) {
        if (it->second.heard > 0)
            range = {it->first.second, 256};
        else
            range.above = std::min(range.above, it->first.second);
    }
    return range;
}

/// First between the usual initial values, then those that an answer from there would have left, then any.
std::vector<int> path_evidence::bounds_to_ask(std::size_t of) const {
    constexpr int most_asymmetry = 4, at_once = 15;
    const auto range = ttl_of(of);
    if (range.is_exact()) return {};
    if (range.least == 0 && range.above == 256) return {33, 65, 129};
    const int hops = nearest(of).value_or(farthest);
    std::vector<int> likely, all;
    for (int bound = range.least + 1; bound < range.above && bound <= 255; ++bound) {
        all.push_back(bound);
        constexpr std::array initial{30, 32, 60, 64, 128, 255};
        if (std::any_of(initial.begin(), initial.end(), [&](int from) {
                return bound <= from + 1 && std::abs(from - bound + 1 - hops) <= most_asymmetry;
            }))
            likely.push_back(bound);
    }
    if (all.size() > at_once && !likely.empty()) return likely;
    if (all.size() <= at_once) return all;
    std::vector<int> some;
    for (int n = 1; n <= at_once; ++n)
        some.push_back(range.least + (range.above - range.least) * n / (at_once + 1));
    return some;
}

bool path_evidence::returns_from_nearer(std::size_t of) const {
    return host_ttl > 0 && ttl_of(of).least == host_ttl + 1 && count(controls, host_ttl, host_ttl).heard > 0 &&
           count(controls, host_ttl + 1, 255).heard == 0;
}

/// Its RSTs lack one hop, every time; what the controls, closed UDP ports and an open port answer, if any, does not.
bool path_evidence::is_last_router(std::size_t of) const {
    constexpr int most_asymmetry = 3, least_controls = 3;
    const auto host = nearest(controls);
    if (!host || !returns_from_nearer(of)) return false;
    if (count(controls, host_ttl, host_ttl).heard < least_controls) return false;
    if (std::abs(hops_behind(host_ttl) - *host) > most_asymmetry) return false;
    const int nearer = host_ttl + 1;
    for (std::size_t open = 2; open < subjects.size(); ++open) {
        if (subjects[open].port.seen != reason::syn_ack || count(open, nearer, nearer).sent == 0) continue;
        if (count(open, host_ttl, host_ttl).heard == 0 || count(open, nearer, 255).heard > 0) return false;
    }
    const auto& there = subjects[of].after[static_cast<std::size_t>(*host)];
    if (there.answered() == 0 || there.complained + there.named > 0) return false;
    const auto its = count(of, nearer, nearer);
    return its.heard >= least_answers &&
           odds_if_controls_answer(its.heard, its.sent - its.heard, count(controls, nearer, nearer).sent, loss()) <=
               beyond_doubt;
}

bool path_evidence::is_missed(std::size_t of) const {
    return std::any_of(missing.begin(), missing.end(), [&](const auto& m) { return m.of == of; });
}

bool path_evidence::is_dropped(const missing_packets& m) const {
    const auto at = static_cast<std::size_t>(m.hops);
    const auto &x = subjects[m.of], &its_controls = subjects[m.controls];
    if (x.after[at].complained + x.after[at].named + x.after[at].answered() > 0 || nearest(m.of)) return false;
    if (m.complaints < least_missing || has_loop(x)) return false;
    if (last_complaint(m.of) != m.hops - 1) return false;
    // Both are on one path: the router before this one had both, and other packets come to this one, too.
    const auto& before = x.after[at - 1].router;
    if (before != its_controls.after[at - 1].router && before != subjects[unused].after[at - 1].router) return false;
    for (std::size_t n = 0; n < subjects.size(); ++n)
        if (n != m.controls && n != m.of && subjects[n].after[at].complained > 0) return true;
    return false;
}

bool path_evidence::any_doubt() const {
    for (std::size_t of = 2; of < subjects.size(); ++of)
        if (is_nearer(subjects[of]) || is_passed_on(subjects[of]) || is_last_router(of)) return true;
    return std::any_of(missing.begin(), missing.end(), [&](const auto& m) { return is_dropped(m); });
}

bool path_evidence::is_host_known() const {
    constexpr int enough = 5; // of eight
    switch (controls_do()) {
    case behavior::stay_silent: return true;
    case behavior::refuse: break;
    case behavior::accept:
    case behavior::differ: return false;
    }
    const int most = ttl_of(controls).least;
    return count(controls, most - most_hops_apart, most - most_hops_apart).heard >= enough &&
           count(controls, std::min(255, most + 1), 255).sent >= enough;
}

bool path_evidence::is_guilty(std::size_t of) const {
    const auto& x = subjects[of];
    if (!is_host_known()) return false;
    if (x.is_like_its_span) {
        const auto& seen = x.after[static_cast<std::size_t>(screened)];
        return seen.answered() == confirming_answers ||
               (host_ttl > 0 && count(of, host_ttl + 1, host_ttl + 1).heard == confirming_answers);
    }
    if (is_passed_on(x)) return true;
    if (is_last_router(of)) return true;
    if (!is_nearer(x)) return false;
    if (controls_do() == behavior::stay_silent || x.port.seen != reason::conn_refused) return true;
    const int of_controls = ttl_of(controls).least;
    return count(of, of_controls, of_controls).sent > 0 && !arrives_like_controls(of);
}

bool path_evidence::others_go_farther(int host) const {
    if (last_complaint(unused) >= host || nearest(unused).value_or(host) > host + 1) return true;
    return std::any_of(answers.begin(), answers.end(), [&](const auto& span) {
        const auto& x = subjects[span.subjects.front()];
        const auto& seen = x.after[static_cast<std::size_t>(host)];
        // What the host itself passes on, to a container, it complains of in its own name.
        return seen.sent > 0 && seen.answered() + seen.named == 0 &&
               (seen.complained > 0 || seen.silent >= needed_at_host(x));
    });
}

bool path_evidence::is_host(std::size_t of) const {
    const auto& x = subjects[of];
    const auto at = static_cast<std::size_t>(screened);
    const auto& seen = x.after[at];
    const bool went_on = screened > 0 && screened == short_of_host() && seen.sent > 0 && seen.answered() == 0 &&
                         (seen.named == 0 || subjects[controls].after[at].named > 0);
    switch (controls_do()) {
    case behavior::stay_silent:
        return went_on || (short_of_host() == 0 && nearest(unused)); // one hop away nothing can be nearer
    case behavior::refuse: break;
    case behavior::accept:
    case behavior::differ: return false;
    }
    const auto host = nearest(controls);
    if (!host || (*host > 1 && !went_on)) return false;
    // Refused like the controls, while others go farther: by something that refuses everything else, perhaps.
    return x.port.seen != reason::conn_refused || !(others_go_farther(*host) || returns_from_nearer(of));
}

/// A router that forges RSTs does so to packets that were to end there, or at the next hop. It is named where its
/// complaints have as many hops behind them.
on_way path_evidence::who_is(std::size_t of) const {
    if (is_passed_on(subjects[of])) return {on_way_kind::redirect, "", 0};
    const bool elsewhere = may_be_elsewhere(of);
    const auto measured = ttl_of(of);
    const int ttl = is_last_router(of) ? host_ttl + 1 : measured.is_exact() ? measured.least : 0;
    const auto first = nearest(is_last_router(of) ? controls : leader > 0 && arrives_like(of, leader) ? leader : of);
    on_way who{on_way_kind::something, "", 0};
    std::size_t fitting = 0;
    for (const int hops : {first.value_or(0) - 1, first.value_or(0)}) {
        if (hops < 1 || ttl == 0) continue;
        if (hops_behind(ttl) == hops) who.hop = static_cast<std::uint8_t>(hops);
        const auto& complaint = subjects[unused].after[static_cast<std::size_t>(hops)];
        if (complaint.router_ttl == 0 || hops_behind(complaint.router_ttl) != hops_behind(ttl) || elsewhere) continue;
        ++fitting;
        who = {on_way_kind::router, complaint.router, static_cast<std::uint8_t>(hops)};
    }
    return fitting < 2 ? who : on_way{on_way_kind::something, "", 0};
}

bool path_evidence::arrives_like_controls(std::size_t of) const {
    const int ttl = ttl_of(controls).least;
    return count(of, ttl, ttl).heard > 0 && count(of, ttl + 1, 255).heard == 0;
}

bool path_evidence::arrives_like(std::size_t of, std::size_t other) const {
    const auto one = ttl_of(of), two = ttl_of(other);
    return one.is_exact() && two.is_exact() && one.least == two.least;
}

/// Who accepts, or has what comes from behind it named after the target, may as well be another machine; so may what
/// arrives from as far.
bool path_evidence::may_be_elsewhere(std::size_t of) const {
    for (std::size_t other = 2; other < subjects.size(); ++other)
        if ((subjects[other].port.seen != reason::conn_refused || subjects[other].after.any_named()) &&
            (other == of || (is_nearer(subjects[other]) && arrives_like(of, other))))
            return true;
    return false;
}

void path_evidence::conclude_answers(const port_span& span, path_conclusions& all) const {
    const auto who = [&](std::size_t of) { return who_is(subjects[of].is_like_its_span ? span.subjects.front() : of); };
    for (const auto of : span.subjects) {
        const auto probe = subjects[of].port.probe;
        if (is_guilty(of))
            all.on_path.emplace(probe, who(of));
        else if (is_host(of))
            all.by_host.insert(probe);
    }
    if (std::all_of(span.subjects.begin(), span.subjects.end(), [&](auto of) { return is_host(of) && !is_guilty(of); }))
        for (const auto& port : span.ports)
            all.by_host.insert(port.probe);
}

void path_evidence::conclude_silence(std::size_t n, path_conclusions& all) const {
    const auto& span = silences[n];
    const auto walked = span.subjects[span.subjects.size() / 2];
    const int last = last_complaint(walked);
    if (last == 0 || nearest(walked)) return;
    const auto dropped = [&](std::size_t of) {
        return is_host_known() && std::any_of(missing.begin(), missing.end(), [&](const auto& m) {
                   return m.of == of && m.hops == last + 1 && is_dropped(m);
               });
    };
    const bool udp = span.ports.front().protocol == protocol::udp;
    path_end end{subjects[walked].after[static_cast<std::size_t>(last)].router, static_cast<std::uint8_t>(last),
                 static_cast<std::uint8_t>(all.hops[address].value_or(0)),
                 udp ? dropped_at::unknown : dropped_at::here_or_after, drop_way::either};
    path_end forward = end;
    forward.dropped = dropped_at::here_or_after;
    forward.way = drop_way::forward;
    // All that were asked speak for what lies between; one alone only where another is known to come farther.
    const bool any_farther = std::any_of(span.subjects.begin(), span.subjects.end(),
                                         [&](auto of) { return last_complaint(of) > last || nearest(of); });
    for (const auto of : span.subjects)
        if (any_farther && dropped(of)) all.ends.emplace(subjects[of].port.probe, forward);
    if (std::all_of(span.subjects.begin(), span.subjects.end(), dropped)) end = forward;
    for (const auto& port : span.ports)
        all.ends.emplace(port.probe, end);
}

void path_evidence::conclude(path_conclusions& all) const {
    all.hops[address] = distance();
    for (const auto& span : answers)
        conclude_answers(span, all);
    for (std::size_t n = 0; n < silences.size(); ++n)
        conclude_silence(n, all);
}

} // namespace fairway
