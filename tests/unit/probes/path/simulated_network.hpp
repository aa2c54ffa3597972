#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace fairway::test {

/// One host behind some routers, and what stands between, as data. Packets are values; nothing is random.
struct simulated_network {
    /// What a router does with packets to some ports.
    struct rule {
        enum class kind { drop, refuse, accept, redirect };
        kind does = kind::drop;
        int at = 1; ///< router
        std::uint16_t first = 0, last = 0;
        protocol carrier = protocol::tcp;
        bool after_forwarding = false; ///< Packets that end at this router are none of its business.
        int elsewhere = 0;             ///< redirect: distance of the other machine, which refuses
    };

    std::string target = "10.9.9.9";
    int routers = 2;
    std::set<int> mute; ///< routers that never complain
    std::vector<rule> rules = {};
    std::set<std::uint16_t> open;   ///< TCP ports of the host; it refuses all others
    std::set<std::uint16_t> silent; ///< ports that it does not answer, TCP and UDP
    bool stealth = false;           ///< Nor does it refuse anything.
    int initial_ttl = 64;           ///< of the host
    bool unequal_paths = false;     ///< About every other packet passes one more router.
    bool limited = false;           ///< Routers complain once a packet of three.

    int sent = 0;

    static std::string router(int hop) { return "10.0." + std::to_string(hop) + ".1"; }

    observation send(const probe& p) {
        ++sent;
        const int last = routers + (unequal_paths ? longer() : 0);
        const int limit = p.hops == 0 ? 255 : p.hops;
        for (int at = 1; at <= last; ++at) {
            const rule* r = rule_at(at, p);
            if (r != nullptr && !r->after_forwarding) return carry_out(*r, p, limit);
            if (limit == at) return complaint(p, at, router(at), mute.count(at) != 0);
            if (r != nullptr) return carry_out(*r, p, limit);
        }
        return of_host(p, last + 1);
    }

    std::vector<observation> send_all(const std::vector<probe>& packets) {
        std::vector<observation> seen;
        for (const auto& p : packets)
            seen.push_back(send(p));
        return seen;
    }

  private:
    const rule* rule_at(int at, const probe& p) const {
        for (const auto& r : rules)
            if (r.at == at && r.carrier == p.protocol && p.port >= r.first && p.port <= r.last) return &r;
        return nullptr;
    }

    static observation silence() {
        observation o;
        o.state = state::filtered;
        o.reason = reason::no_response;
        return o;
    }

    /// Of this packet: as if its source port decided.
    int longer() const { return static_cast<int>((static_cast<unsigned>(sent) * 2654435761u >> 16) % 2); }

    observation complaint(const probe& p, int at, std::string from, bool is_mute) const {
        if (is_mute || (limited && sent % 3 != 0)) return silence();
        observation o;
        o.state = state::filtered;
        o.reason = reason::time_exceeded;
        o.answered_by = std::move(from);
        if (p.protocol == protocol::udp) o.answer_ttl = static_cast<std::uint8_t>(64 - at + 1);
        return o;
    }

    /// In the host's name, by whoever has so many hops behind.
    observation answer(const probe& p, reason why, int behind, int ttl_at_start) const {
        const int ttl = ttl_at_start - behind + 1;
        if (p.least_ttl > ttl) return silence();
        observation o;
        o.state = why == reason::syn_ack ? state::open : state::closed;
        o.reason = why;
        o.answered_by = target;
        if (p.protocol == protocol::udp) o.answer_ttl = static_cast<std::uint8_t>(ttl);
        return o;
    }

    observation carry_out(const rule& r, const probe& p, int limit) const {
        switch (r.does) {
        case rule::kind::drop: return silence();
        case rule::kind::refuse: return answer(p, reason::conn_refused, r.at, 64);
        case rule::kind::accept: return answer(p, reason::syn_ack, r.at, 64);
        case rule::kind::redirect: break;
        }
        if (limit < r.elsewhere) return complaint(p, limit, limit == r.at ? router(r.at) : target, false);
        return answer(p, reason::conn_refused, r.elsewhere, 64);
    }

    observation of_host(const probe& p, int distance) const {
        if (silent.count(p.port) != 0) return silence();
        if (p.protocol == protocol::udp) return answer(p, reason::port_unreach, distance, initial_ttl);
        if (stealth && open.count(p.port) == 0) return silence();
        return answer(p, open.count(p.port) != 0 ? reason::syn_ack : reason::conn_refused, distance, initial_ttl);
    }
};

} // namespace fairway::test
