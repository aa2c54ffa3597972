#include "tests/sim/truth.hpp"

#include <algorithm>

namespace fairway::sim {

namespace {

constexpr int farthest_stop = 31;
constexpr std::uint32_t least_wait_us = 150'000; // of a round, for an answer

/// A port's routes on all paths at once.
class all_ways {
  public:
    all_ways(const network& net, kernel& packets, int port_class) : net_(net), packets_(packets), class_(port_class) {}

    const route& on(int path) const { return packets_.way(class_, path); }

    template <class Test>
    bool every(Test test) const {
        for (int path = 0; path < net_.path_count; ++path)
            if (!test(on(path))) return false;
        return true;
    }
    template <class Test>
    bool any(Test test) const {
        return !every([&](const route& r) { return !test(r); });
    }

    int nearest() const {
        int least = farthest_stop;
        for (int path = 0; path < net_.path_count; ++path)
            least = std::min<int>(least, on(path).least);
        return least;
    }
    int surely() const {
        int least = 0;
        for (int path = 0; path < net_.path_count; ++path)
            least = std::max<int>(least, on(path).least);
        return least;
    }

    bool complained_of_at(int hops) const {
        return every([&](const route& r) { return hops < r.least && r.stops[hops].heard; });
    }
    bool named_at(int hops) const {
        return any([&](const route& r) { return hops < r.least && r.stops[hops].heard && r.stops[hops].named; });
    }
    bool arrives_at(int hops) const {
        return any([&](const route& r) {
            return r.gives != answer::none && r.dropped_back_at == route::no_one && hops >= r.least;
        });
    }
    bool answers() const {
        return any([](const route& r) { return r.gives != answer::none && r.dropped_back_at == route::no_one; });
    }

  private:
    const network& net_;
    kernel& packets_;
    int class_;
};

int last_complaint(const all_ways& w) {
    for (int hops = farthest_stop; hops > 0; --hops)
        if (w.complained_of_at(hops)) return hops;
    return 0;
}

bool has_tolerable_loss(const network& net) {
    return net.host_reach * net.host_home >= .65f && net.blackout_us == 0;
}

bool has_loop(const network& net) {
    return std::any_of(net.routers.begin(), net.routers.begin() + net.router_count,
                       [](const router& r) { return r.forwards_zero; });
}

/// The same thing answers, or does not, at every port that nobody asked for.
bool controls_agree(kernel& packets) {
    const route& first = packets.way(first_other_tcp, 0);
    for (int c = first_other_tcp + 1; c < first_other_udp; ++c) {
        const route& r = packets.way(c, 0);
        if (r.gives != first.gives || r.dropped_back_at != first.dropped_back_at) return false;
    }
    return true;
}

/// F: it answers where the host, by its controls, cannot yet.
bool is_nearer(const network& net, kernel& packets, const all_ways& x, const all_ways& controls) {
    const int surely = x.surely();
    if (controls.answers()) {
        const int end = controls.nearest();
        const route &one = x.on(0), &other = controls.on(0);
        const bool same_ttl = one.gives == answer::reset && one.ttl - one.back == other.ttl - other.back;
        return surely < end && !same_ttl;
    }
    const int end = last_complaint(controls);
    const all_ways udp(net, packets, first_other_udp + 2);
    return surely <= end && !x.complained_of_at(end) && !udp.arrives_at(end);
}

/// R: a complaint in the target's name where controls are complained of by a router under its own.
bool is_redirect(const all_ways& x, const all_ways& controls) {
    const int end = controls.answers() ? controls.nearest() : last_complaint(controls) + 1;
    for (int hops = 1; hops < end; ++hops)
        if (x.named_at(hops) && controls.complained_of_at(hops) && !controls.named_at(hops)) return true;
    return false;
}

/// 12: controls, and one other kind of packet, come to a router that these do not come to.
bool is_missed(const network& net, kernel& packets, const all_ways& x, const all_ways& controls, int port_class) {
    const int from = x.surely();
    for (int hops = from; hops < farthest_stop; ++hops) {
        if (!controls.complained_of_at(hops)) continue;
        for (int c = 0; c < port_classes; ++c) {
            if (c == port_class || (is_tcp(c) == is_tcp(port_class) && c >= first_other_tcp)) continue;
            if (c < first_other_tcp && (is_tcp(c) ? c >= net.tcp_count : c - first_udp >= net.udp_count)) continue;
            if (all_ways(net, packets, c).complained_of_at(hops)) return true;
        }
        return false;
    }
    return false;
}

truth of_machine(const network& net, const route& r) {
    const bool silent = r.gives == answer::none;
    if (!net.machines[r.by].is_host) {
        const bool heard = !silent && r.dropped_back_at == route::no_one;
        return {heard ? fate::elsewhere : fate::lost_elsewhere, r.passed_on_by};
    }
    if (r.by == 0 && (net.containers & other_tcp) != 0) return {fate::gateway};
    if (silent) return {fate::host_silent};
    if (r.dropped_back_at != route::no_one) return {fate::answers_dropped, r.dropped_back_at};
    if (r.gives == answer::icmp) return {fate::rejected};
    return {r.by == 0 ? fate::host_answers : fate::container_answers};
}

} // namespace

std::string_view to_string(fate f) {
    constexpr std::array<std::string_view, 10> words{"the host answers",        "a container answers",
                                                     "its gateway, not it",     "forged on the path",
                                                     "another machine answers", "rejected",
                                                     "the host drops it",       "dropped on the path",
                                                     "its answers are dropped", "redirected, no answer"};
    return words[static_cast<std::size_t>(f)];
}

truth truth_of(const network& net, kernel& packets, const probe& p) {
    const route& r = packets.way(net.class_of(p.protocol, p.port), 0);
    if (!r.on_router) return of_machine(net, r);
    // A forged answer that is dropped in turn is one more way to drop the packet.
    if (r.gives == answer::none || r.dropped_back_at != route::no_one) return {fate::dropped, r.by};
    return {r.gives == answer::icmp ? fate::rejected : fate::forged, r.by};
}

bool fits_rules(const network& net, kernel& packets, const probe& p) {
    const int port_class = net.class_of(p.protocol, p.port);
    const all_ways x(net, packets, port_class);
    const all_ways controls(net, packets, is_tcp(port_class) ? first_other_tcp + 3 : first_other_udp + 2);
    if (!has_tolerable_loss(net) || has_loop(net) || !controls_agree(packets)) return false;
    if (!x.answers()) return is_missed(net, packets, x, controls, port_class);
    if (!is_tcp(port_class) || x.on(0).gives == answer::icmp || controls.on(0).gives == answer::syn_ack) return false;
    return is_nearer(net, packets, x, controls) || is_redirect(x, controls);
}

bool is_provable(const network& net, kernel& packets, const probe& p) {
    const truth t = truth_of(net, packets, p);
    return (t.is_guilty() || t.is == fate::dropped) && fits_rules(net, packets, p);
}

// One that has the target's name is not named, and what comes when nobody waits any more was not said.
bool is_last_router(const network& net, kernel& packets, const probe& p, std::string_view address) {
    const int port_class = net.class_of(p.protocol, p.port);
    for (int path = 0; path < net.path_count; ++path) {
        const route& r = packets.way(port_class, path);
        for (int last = r.least - 1; last > 0; --last) {
            const stop& here = r.stops[last];
            if (!here.heard || here.named) continue;
            if (is_of(net, here.at, address)) return true;
            if (net.routers[here.at].slow_us < least_wait_us) break;
        }
    }
    return false;
}

bool is_of(const network& net, std::uint8_t router, std::string_view address) {
    for (std::uint32_t n = 0; n < net.routers[router].addresses; ++n)
        if (router_address(net, router, n) == address) return true;
    return false;
}

} // namespace fairway::sim
