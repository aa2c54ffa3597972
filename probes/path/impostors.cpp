#include "probes/path/impostors.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr int repeats = 8; // before accusing anybody: paths of equal cost differ by source port

int steps(const suspect& s) {
    return std::max(walk_step, static_cast<int>(s.datagrams.size()));
}

/// Asks for the time to live of one port's answers; read the result with ttl_of().
std::size_t ask_ttl(packet_round& r, const suspect& s, std::uint16_t port) {
    const auto bounds = ttl_bounds(steps(s));
    const auto first = r.add(s.address, protocol::tcp, port, 0, bounds.front());
    for (std::size_t n = 1; n < bounds.size(); ++n)
        r.add(s.address, protocol::tcp, port, 0, bounds[n]);
    return first;
}

std::optional<int> ttl_of(const packet_round& r, const suspect& s, std::size_t first) {
    const auto bounds = ttl_bounds(steps(s));
    std::vector<bool> passed;
    for (std::size_t n = 0; n < bounds.size(); ++n)
        passed.push_back(is_tcp_answer(r[first + n].reason));
    return ttl_between(bounds, passed);
}

/// Who stands there, by the hops that its answers have behind them; 0: not known.
on_way at_hop(const suspect& s, int behind) {
    const auto hop = static_cast<std::size_t>(behind);
    if (behind < 1 || (s.hops && behind >= *s.hops && *s.hops > 1)) return {on_way_kind::something, "", 0};
    const bool known = hop <= s.routers.size() && !s.routers[hop - 1].empty();
    return {known ? on_way_kind::router : on_way_kind::something, known ? s.routers[hop - 1] : "",
            static_cast<std::uint8_t>(hop)};
}

} // namespace

void impostors::ask(std::vector<suspect>& suspects, packet_round& r, bool time_left) {
    while (step_ != step::done && r.empty()) {
        step_ = static_cast<step>(static_cast<int>(step_) + 1);
        places_.clear();
        controls_.clear();
        if (!time_left) continue;
        switch (step_) {
        case step::representatives: ask_representatives(suspects, r); break;
        case step::samples: ask_samples(suspects, r); break;
        case step::confirmation: ask_again(suspects, r); break;
        case step::neighbors: ask_neighbors(suspects, r); break;
        case step::begin:
        case step::done: break;
        }
    }
}

void impostors::hear(std::vector<suspect>& suspects, const packet_round& r) {
    switch (step_) {
    case step::representatives: return hear_representatives(suspects, r);
    case step::samples: return hear_samples(suspects, r);
    case step::confirmation: return hear_again(suspects, r);
    case step::neighbors: return hear_neighbors(suspects, r);
    case step::begin:
    case step::done: return;
    }
}

void impostors::ask_representatives(const std::vector<suspect>& suspects, packet_round& r) {
    for (std::size_t i = 0; i < suspects.size(); ++i) {
        const suspect& s = suspects[i];
        for (std::size_t n = 0; n < s.representatives.size(); ++n) {
            place p{i, s.representatives[n].of};
            p.representative = n;
            p.first = r.add(s.address, protocol::tcp, p.of.port, 1);
            for (int h = 2; h <= steps(s); ++h)
                r.add(s.address, protocol::tcp, p.of.port, h);
            p.first_bound = ask_ttl(r, s, p.of.port);
            places_.push_back(p);
        }
    }
}

void impostors::hear_representatives(std::vector<suspect>& suspects, const packet_round& r) const {
    for (const auto& p : places_) {
        suspect& s = suspects[p.suspect];
        walk w;
        for (int h = 0; h < steps(s); ++h)
            w.push_back(r[p.first + static_cast<std::size_t>(h)]);
        s.representatives[p.representative].ttl = ttl_of(r, s, p.first_bound);
        if (is_redirected(w, s.target)) {
            s.doubted.insert(p.of.probe); // its distance is another machine's
            continue;
        }
        s.add_routers(w, {protocol::tcp, p.of.port});
        if (const auto d = distance_of_answer(w, s.target)) s.hops = std::max(s.hops.value_or(0), *d);
    }
    for (auto& s : suspects) {
        if (!s.hops) continue;
        for (std::size_t n = 0; n < s.routers.size(); ++n)
            if (!s.routers[n].empty()) s.hops = std::max(*s.hops, static_cast<int>(n) + 2);
        if (s.host_behind != 0) continue;
        for (const auto& rep : s.representatives)
            if (rep.ttl && s.doubted.count(rep.of.probe) == 0)
                s.host_behind = std::max(s.host_behind, hops_behind(*rep.ttl));
    }
}

// Edges and some ports between of every span; three packets each.
void impostors::ask_samples(const std::vector<suspect>& suspects, packet_round& r) {
    for (std::size_t i = 0; i < suspects.size(); ++i) {
        const suspect& s = suspects[i];
        if (!s.hops) continue;
        for (const auto& span : s.spans)
            for (const auto& port : span.samples) {
                place p{i, port};
                p.expected_ttl = s.expected_ttl(port);
                p.first = r.add(s.address, protocol::tcp, port.port, s.short_of_host());
                r.add(s.address, protocol::tcp, port.port, 0, p.expected_ttl);
                r.add(s.address, protocol::tcp, port.port, 0, p.expected_ttl > 0 ? p.expected_ttl + 1 : 0);
                places_.push_back(p);
            }
    }
}

void impostors::hear_samples(std::vector<suspect>& suspects, const packet_round& r) const {
    for (const auto& p : places_) {
        suspect& s = suspects[p.suspect];
        const observation& at_short = r[p.first];
        const bool right_ttl =
            p.expected_ttl == 0 || (is_tcp_answer(r[p.first + 1].reason) && !is_tcp_answer(r[p.first + 2].reason));
        if (is_tcp_answer(at_short.reason) || s.is_redirected(at_short) || !right_ttl)
            s.doubted.insert(p.of.probe);
        else if (p.expected_ttl > 0 && at_short.reason != reason::not_run)
            s.cleared.insert(p.of.probe);
    }
    for (auto& s : suspects)
        for (const auto& span : s.spans)
            if (std::all_of(span.samples.begin(), span.samples.end(),
                            [&](const auto& port) { return s.cleared.count(port.probe) != 0; }))
                for (const auto& port : span.ports)
                    s.cleared.insert(port.probe);
}

// Nobody is accused on one packet: again from other source ports, and the time to live measured; while whatever gave
// the host's distance must not answer one hop short of it.
void impostors::ask_again(const std::vector<suspect>& suspects, packet_round& r) {
    for (std::size_t i = 0; i < suspects.size(); ++i) {
        const suspect& s = suspects[i];
        if (!s.hops || s.doubted.empty()) continue;
        const int hops = s.short_of_host();
        const auto doubt = [&](const examined_port& port) {
            if (s.doubted.count(port.probe) == 0) return;
            place p{i, port};
            p.first = r.add(s.address, protocol::tcp, port.port, hops);
            for (int n = 1; n < repeats; ++n)
                r.add(s.address, protocol::tcp, port.port, hops);
            p.first_bound = ask_ttl(r, s, port.port);
            places_.push_back(p);
        };
        std::map<std::size_t, examined_port> known; // samples and representatives, each once
        for (const auto& span : s.spans)
            for (const auto& port : span.samples)
                known.emplace(port.probe, port);
        for (const auto& rep : s.representatives)
            known.emplace(rep.of.probe, rep.of);
        for (const auto& [probe, port] : known)
            doubt(port);
        if (*s.hops < 2) continue;
        for (int n = 0; n < repeats; ++n) {
            const auto unused = static_cast<std::uint16_t>(walk_port + farthest + n);
            controls_.push_back({i, r.add(s.address, protocol::udp, unused, hops)});
            for (const auto& rep : s.representatives)
                if (s.doubted.count(rep.of.probe) == 0)
                    controls_.push_back({i, r.add(s.address, protocol::tcp, rep.of.port, hops)});
        }
    }
}

void impostors::hear_again(std::vector<suspect>& suspects, const packet_round& r) const {
    for (const auto& c : controls_) {
        suspect& s = suspects[c.suspect];
        if (distance_of_answer({r[c.packet]}, s.target)) s.paths_differ = true;
    }
    for (const auto& p : places_) {
        suspect& s = suspects[p.suspect];
        if (s.paths_differ) continue;
        bool all_short = true, none_short = true, all_redirected = true;
        for (std::size_t n = 0; n < repeats; ++n) {
            const auto& o = r[p.first + n];
            const bool answered = is_tcp_answer(o.reason), redirected = s.is_redirected(o);
            all_short = all_short && answered;
            all_redirected = all_redirected && redirected;
            none_short = none_short && !answered && !redirected;
        }
        const auto ttl = ttl_of(r, s, p.first_bound);
        const int behind = ttl ? hops_behind(*ttl) : 0;
        const bool came_less_far = behind > 0 && behind < s.host_behind;
        if (all_short || came_less_far)
            s.accused.emplace(p.of.probe, at_hop(s, behind));
        else if (all_redirected)
            s.accused.emplace(p.of.probe, on_way{on_way_kind::redirect, "", 0});
        else if (none_short && behind > 0 && s.host_behind > 0)
            s.cleared.insert(p.of.probe);
    }
}

// Where one port of a span was answered for the host, each of them is asked; two packets each.
void impostors::ask_neighbors(const std::vector<suspect>& suspects, packet_round& r) {
    for (std::size_t i = 0; i < suspects.size(); ++i) {
        const suspect& s = suspects[i];
        for (const auto& span : s.spans) {
            const auto hit = std::find_if(span.samples.begin(), span.samples.end(),
                                          [&](const auto& port) { return s.accused.count(port.probe) != 0; });
            if (hit == span.samples.end()) continue;
            for (const auto& port : span.ports) {
                if (s.accused.count(port.probe) != 0) continue;
                const int expected = s.expected_ttl(port);
                place p{i, port};
                p.who = s.accused.at(hit->probe);
                p.first = r.add(s.address, protocol::tcp, port.port, s.short_of_host());
                r.add(s.address, protocol::tcp, port.port, 0, expected > 0 ? expected + 1 : 255);
                places_.push_back(p);
            }
        }
    }
}

void impostors::hear_neighbors(std::vector<suspect>& suspects, const packet_round& r) const {
    for (const auto& p : places_) {
        suspect& s = suspects[p.suspect];
        const auto& at_short = r[p.first];
        if (is_tcp_answer(at_short.reason) || s.is_redirected(at_short) || is_tcp_answer(r[p.first + 1].reason))
            s.accused.emplace(p.of.probe, p.who);
    }
}

} // namespace fairway
