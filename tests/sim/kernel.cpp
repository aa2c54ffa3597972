#include "tests/sim/kernel.hpp"

#include "probes/net/verdict.hpp"

#include <algorithm>

namespace fairway::sim {

namespace {

constexpr int sent_with = 64; // hops to live of packets that are to go as far as they can

std::uint64_t us(std::chrono::milliseconds t) {
    return static_cast<std::uint64_t>(t.count()) * 1000u;
}

} // namespace

kernel::kernel(network& net, std::uint64_t seed) : net_(net), random_(seed) {}

const route& kernel::way(int port_class, int path) {
    const auto c = static_cast<std::size_t>(port_class), n = static_cast<std::size_t>(path);
    if ((known_[c] >> n & 1) == 0) {
        routes_[c][n] = route_of(net_, port_class, path);
        known_[c] = static_cast<std::uint8_t>(known_[c] | 1 << n);
    }
    return routes_[c][n];
}

// As trace.cpp spaces packets, pass.cpp repeats datagrams, and Linux repeats SYNs: after 1, 3 and 7 s, from the same
// port. A packet that is to end on the path is sent once if it is a datagram.
void kernel::plan(const std::vector<probe>& packets, std::chrono::milliseconds wait) {
    constexpr std::uint64_t burst = 200, each_us = 500;
    departures_.clear();
    bool in_order = net_.reordered == 0;
    for (std::uint32_t n = 0; n < packets.size(); ++n) {
        const probe& p = packets[n];
        std::uint64_t at = now_us_ + us(p.at) + (n > burst ? (n - burst) * each_us : 0);
        if (random_.chance(net_.reordered)) at += random_.below(2000);
        const auto flow = static_cast<std::uint32_t>(random_.next() >> 32);
        in_order = in_order && (departures_.empty() || departures_.back().at_us <= at);
        departures_.push_back({at, n, flow, at});
        if (p.protocol == protocol::udp && p.hops == 0) {
            for (const std::uint64_t part : {1u, 3u})
                departures_.push_back({at + us(wait) * part / 7, n, flow, at});
            in_order = false;
        }
        if (p.protocol == protocol::tcp && wait > std::chrono::seconds(1)) {
            for (const std::uint64_t seconds : {1u, 3u, 7u})
                if (seconds * 1'000'000u < us(wait)) departures_.push_back({at + seconds * 1'000'000u, n, flow, at});
            in_order = false;
        }
    }
    if (in_order) return;
    std::sort(departures_.begin(), departures_.end(), [](const auto& a, const auto& b) {
        return a.at_us != b.at_us ? a.at_us < b.at_us : a.packet < b.packet;
    });
}

std::vector<observation> kernel::send(const std::vector<probe>& packets, std::chrono::milliseconds wait) {
    plan(packets, wait);
    std::vector<observation> seen(packets.size());
    std::vector<std::uint64_t> settled(packets.size());
    std::uint64_t over = now_us_;
    for (const auto& d : departures_) {
        const probe& p = packets[d.packet];
        if (settled[d.packet] != 0 && settled[d.packet] <= d.at_us) continue;
        ++sent_;
        const arrival a = travel(p, d);
        if (!is_heard(p, a) || a.at_us > d.first_us + us(wait)) continue;
        if (settled[d.packet] != 0 && settled[d.packet] <= a.at_us) continue;
        settled[d.packet] = a.at_us;
        seen[d.packet] = show(p, d, a);
    }
    for (const auto& d : departures_) {
        const bool silent = settled[d.packet] == 0;
        // A connection is held for some round trips, to see whether it is taken back.
        const std::uint64_t hold = seen[d.packet].state == state::open ? 20'000 : 0;
        over = std::max(over, silent ? d.first_us + us(wait) : settled[d.packet] + hold);
        if (silent && d.at_us == d.first_us) seen[d.packet] = show(packets[d.packet], d, {});
    }
    now_us_ = over;
    return seen;
}

kernel::arrival kernel::travel(const probe& p, const departure& d) {
    const int port_class = net_.class_of(p.protocol, p.port);
    const route& r = way(port_class, path_of(d));
    if (p.hops != 0 && p.hops < r.least) return stopped(p, d, r);
    if (!survives(r.reach, d.at_us) || r.gives == answer::none) return {};
    if (!r.on_router && !accepts(r, port_class)) return {};
    if (!r.on_router && r.gives == answer::syn_ack) ++accepted_[static_cast<std::size_t>(port_class)];
    return at_end(p, d, r);
}

kernel::arrival kernel::stopped(const probe& p, const departure& d, const route& r) {
    const stop& here = r.stops[p.hops];
    router& by = net_.routers[here.at];
    if (!here.heard || !survives(by.reach, d.at_us) || !may_complain(by.icmp, d.at_us + by.delay_us)) return {};
    if (!survives(by.home, d.at_us + by.delay_us)) return {};
    arrival a;
    a.what = answer::icmp;
    a.error = net_.v6 ? icmp_error{3, 0, true} : icmp_error{11, 0, false};
    a.sender = here.named ? &target_address(net_) : &router_address(net_, here.at, d.flow >> 16);
    a.quoted_ttl = 1;
    a.ttl = by.icmp_ttl - by.back - more_back(by.position, d.flow);
    a.at_us = trip_us(d, by.delay_us) + by.slow_us;
    return a;
}

kernel::arrival kernel::at_end(const probe& p, const departure& d, const route& r) {
    const int left = (p.hops == 0 ? sent_with : p.hops) - r.least + 1;
    if (r.gives == answer::icmp) {
        icmp_limit& limit = r.on_router ? net_.routers[r.by].icmp : net_.machines[r.by].icmp;
        if (!may_complain(limit, d.at_us + r.delay_us)) return {};
    }
    if (r.dropped_back_at != route::no_one || !survives(r.home, d.at_us + r.delay_us)) return {};
    const int back = r.back + more_back(r.position, d.flow);
    arrival a;
    a.what = r.gives;
    a.from = r.on_router ? service::open : r.at;
    a.error = r.error;
    a.quoted_ttl = left;
    a.ttl = r.ttl_here != 0 ? r.ttl_here : (r.reflects_ttl ? left : r.ttl) - back;
    if (a.ttl < 1) return {};
    const bool other = !r.on_router && net_.machines[r.by].other_address;
    const bool named = r.on_router && net_.routers[r.by].named;
    a.sender = other                   ? &other_address(net_)
               : r.on_router && !named ? &router_address(net_, r.by, d.flow >> 16)
                                       : &target_address(net_);
    a.at_us = trip_us(d, r.delay_us);
    return a;
}

int kernel::path_of(const departure& d) const {
    if (net_.path_changes_us != 0) return d.at_us < net_.path_changes_us ? 0 : 1;
    return static_cast<int>(d.flow % net_.path_count);
}

// ufw limit: the seventh connection within 30 s is dropped, and no run lasts longer.
bool kernel::accepts(const route& r, int port_class) {
    if (r.at != service::limited || !is_tcp(port_class)) return true;
    return ++net_.machines[r.by].connections <= 6;
}

// A packet that the network doubled counts twice.
bool kernel::may_complain(icmp_limit& limit, std::uint64_t at_us) {
    const bool first = limit.take(at_us);
    return (random_.chance(net_.duplicates) && limit.take(at_us)) || first;
}

bool kernel::survives(float probability, std::uint64_t at_us) {
    if (net_.blackout_us != 0 && random_numbers(net_.seed ^ at_us / net_.blackout_us).below(net_.blackouts) == 0)
        return false;
    return probability >= 1 || random_.part() < static_cast<double>(probability);
}

int kernel::more_back(std::uint8_t position, std::uint32_t flow) const {
    if (position < net_.return_varies_from) return 0;
    return net_.return_more[(flow >> 8) % net_.return_count];
}

std::uint64_t kernel::trip_us(const departure& d, std::uint32_t delay_us) {
    return d.at_us + 2u * delay_us + (net_.jitter_us != 0 ? random_.below(net_.jitter_us) : 0) + 50;
}

// IP_MINTTL hides segments, and what complains of packets that had fewer hops to live where it did; IPV6_MINHOPCOUNT
// hides the complaint by its own hops.
bool kernel::is_heard(const probe& p, const arrival& a) const {
    if (a.what == answer::none) return false;
    if (p.protocol == protocol::udp || p.least_ttl == 0) return true;
    return (a.what == answer::icmp && !net_.v6 ? a.quoted_ttl : a.ttl) >= p.least_ttl;
}

observation kernel::show(const probe& p, const departure& d, const arrival& a) const {
    const auto& target = target_address(net_);
    observation seen;
    switch (a.what) {
    case answer::none:
        if (p.protocol == protocol::tcp) return from_error(protocol::tcp, net_error::timed_out, target);
        seen.state = state::open_or_filtered;
        seen.reason = reason::no_response;
        seen.evidence = evidence::silent;
        return seen;
    case answer::reset: seen = from_error(protocol::tcp, net_error::refused, target); break;
    case answer::icmp: {
        // Only of datagrams that are to end on the path are hops to live asked for.
        const bool with_ttl = p.protocol == protocol::udp && p.hops > 0;
        const icmp_answer as_read{a.error, *a.sender, static_cast<std::uint8_t>(with_ttl ? a.ttl : 0)};
        seen = from_icmp(p.protocol, as_read, target, prober_address(net_));
        break;
    }
    case answer::syn_ack:
    case answer::datagram:
        seen.state = state::open;
        seen.reason = a.what == answer::datagram    ? reason::udp_response
                      : a.from == service::resets   ? reason::reset
                      : a.from == service::hangs_up ? reason::hang_up
                                                    : reason::syn_ack;
        seen.evidence = evidence::connected;
        seen.answered_by = target;
        break;
    }
    seen.rtt_us = static_cast<std::uint32_t>(a.at_us - d.first_us);
    return seen;
}

} // namespace fairway::sim
