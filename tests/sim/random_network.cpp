#include "tests/sim/random_network.hpp"

#include "tests/sim/random.hpp"

#include <algorithm>

namespace fairway::sim {

namespace {

constexpr std::array<std::uint8_t, 6> initial_ttls{30, 32, 60, 64, 128, 255};

class maker {
  public:
    explicit maker(std::uint64_t seed) : random_(seed) { net_.seed = seed; }

    network make() {
        net_.made_as = choose_kind();
        net_.v6 = random_.chance(.3);
        lay_trunk();
        if (is(kind::cloud) || random_.chance(.1)) make_cloud();
        if (is(kind::equal_paths) || random_.chance(.1))
            branch(true);
        else if (is(kind::unequal_paths) || random_.chance(.06))
            branch(false);
        lay_return_path();
        choose_ports();
        make_host();
        if (is(kind::containers) || random_.chance(.06)) add_container();
        if (is(kind::translated) || random_.chance(.03)) translate();
        put_in_the_middle();
        make_line();
        return net_;
    }

  private:
    kind choose_kind() {
        constexpr std::array<int, kinds> weights{12, 10, 4, 7, 10, 5, 14, 12, 5, 4, 5, 9, 4, 3, 8, 8};
        return static_cast<kind>(random_.weighed(weights));
    }
    bool is(kind k) const { return net_.made_as == k; }

    // --- the path

    icmp_limit any_limit() {
        icmp_limit limit;
        switch (random_.weighed(std::array{45, 35, 20})) {
        case 0: // Linux, for all that this prober asks of it; others may have used some of it up
            limit.burst = 6;
            limit.a_second = random_.chance(.1) ? .4f : 1; // Others use the rest all the time.
            limit.left = random_.chance(.7) ? 6.f : static_cast<float>(random_.between(0, 6));
            break;
        case 1:
            limit.burst = static_cast<float>(random_.between(5, 100));
            limit.a_second = 100;
            limit.left = limit.burst;
            break;
        default: break;
        }
        return limit;
    }

    router any_router() {
        router r;
        r.counts = !random_.chance(.05);
        const bool complains = !random_.chance(.15);
        r.complains_tcp = complains && !random_.chance(.02);
        r.complains_udp = complains && !random_.chance(.03);
        r.forwards_zero = random_.chance(.003);
        r.addresses = static_cast<std::uint8_t>(random_.chance(.12) ? random_.between(2, 3) : 1);
        r.icmp_ttl = random_.one_of(std::array<std::uint8_t, 4>{64, 255, 255, 128});
        r.slow_us = random_.chance(.05) ? random_.below(400'000) : random_.below(3000);
        r.icmp = any_limit();
        return r;
    }

    void lay_trunk() {
        trunk_ = random_.chance(.35) ? random_.between(1, 3) : random_.between(2, 12);
        net_.path_count = 1;
        net_.length[0] = static_cast<std::uint8_t>(trunk_);
        for (int n = 0; n < trunk_; ++n) {
            router r = any_router();
            r.position = position(n);
            net_.paths[0][n] = net_.add(r);
        }
    }

    static std::uint8_t position(int on_trunk) { return static_cast<std::uint8_t>(10 + 10 * on_trunk); }

    /// Gateways of clouds forward without counting; often nobody on the path counts.
    void make_cloud() {
        const int all = random_.chance(.5) ? trunk_ : random_.between(1, trunk_);
        for (int n = 0; n < all; ++n)
            net_.routers[n].counts = false;
    }

    /// From somewhere on there are several paths, which come together again before the last router, or at the host.
    void branch(bool equal) {
        const int from = random_.between(0, trunk_ - 1), shared = random_.between(0, trunk_ - 1 - from);
        const int ways = random_.chance(.7) ? 2 : random_.between(3, 4);
        const auto trunk = net_.paths[0];
        const int detour = trunk_ - from - shared;
        branch_from_ = from;
        branch_to_ = from + detour;
        net_.path_count = static_cast<std::uint8_t>(ways);
        for (int way = 1; way < ways; ++way) {
            auto& path = net_.paths[way];
            int length = 0;
            for (int n = 0; n < from; ++n)
                path[length++] = trunk[n];
            const int more = equal ? 0 : random_.between(way == 1 ? 1 : 0, 2);
            for (int n = 0; n < detour + more && net_.router_count < 40; ++n) {
                router r = any_router();
                r.counts = equal ? net_.routers[trunk[from + n]].counts : true;
                r.position = static_cast<std::uint8_t>(position(from) + n);
                path[length++] = net_.add(r);
            }
            for (int n = from + detour; n < trunk_; ++n)
                path[length++] = trunk[n];
            net_.length[way] = static_cast<std::uint8_t>(length);
        }
        if (random_.chance(.04)) net_.path_changes_us = static_cast<std::uint64_t>(random_.between(3000, 9000)) * 1000u;
    }

    int counted(int path, int length) const {
        int hops = 0;
        for (int n = 0; n < length; ++n)
            hops += net_.routers[net_.paths[path][n]].counts ? 1 : 0;
        return hops;
    }

    void lay_return_path() {
        for (int path = 0; path < net_.path_count; ++path)
            for (int n = 0; n < net_.length[path]; ++n) {
                router& r = net_.routers[net_.paths[path][n]];
                r.back = static_cast<std::uint8_t>(counted(path, n));
            }
        int back = counted(0, trunk_);
        // The whole network returns by another path, or only what is behind some router.
        if (random_.chance(.3)) {
            const int more = random_.between(-3, 4), from = random_.between(0, trunk_);
            for (int n = 0; n < net_.router_count; ++n)
                if (net_.routers[n].position >= position(from))
                    net_.routers[n].back = static_cast<std::uint8_t>(std::max(0, net_.routers[n].back + more));
            back = std::max(0, back + more);
        }
        for (int n = 0; n < net_.router_count; ++n) // a label-switched path, or a tunnel, has its own return path
            if (random_.chance(.03))
                net_.routers[n].back = static_cast<std::uint8_t>(net_.routers[n].back + random_.between(1, 3));
        net_.host_back = static_cast<std::uint8_t>(back);
        if (random_.chance(net_.path_count > 1 ? .5 : .08)) vary_return_path();
    }

    void vary_return_path() {
        net_.return_count = static_cast<std::uint8_t>(random_.between(2, 3));
        net_.return_varies_from = position(random_.between(0, trunk_));
        for (int n = 1; n < net_.return_count; ++n)
            net_.return_more[n] = static_cast<std::int8_t>(random_.chance(.5) ? 0 : random_.between(0, 3));
    }

    // --- delay and loss

    void make_line() {
        // Mostly none, often a little, at times a bad radio link.
        const double most[] = {0, .03, .15, .35};
        const std::size_t how = random_.weighed(std::array{55, 22, 13, 10});
        const double out = random_.part() * most[how], in = random_.part() * most[how];
        const int lossy_link = random_.between(0, trunk_); // the one in front of that router; trunk_: of the host
        const bool spread = random_.chance(.4);
        const double delay_us = random_.chance(.6) ? 200 + random_.part() * 5000 : 200 + random_.part() * 100'000;
        for (int n = 0; n < net_.router_count; ++n) {
            router& r = net_.routers[n];
            const double part = std::clamp((r.position - 9.) / (10. * (trunk_ + 1)), 0., 1.);
            const bool behind = r.position >= position(lossy_link);
            r.reach = static_cast<float>(1 - out * (spread ? part : behind ? 1 : 0));
            r.home = static_cast<float>(1 - in * (spread ? part : behind ? 1 : 0));
            r.delay_us = static_cast<std::uint32_t>(delay_us * part);
        }
        router& inside = net_.routers[net_.host_routes_as];
        net_.host_reach = static_cast<float>(1 - out);
        net_.host_home = static_cast<float>(1 - in);
        net_.host_delay_us = static_cast<std::uint32_t>(delay_us);
        if (net_.containers != 0) {
            inside.reach = net_.host_reach;
            inside.home = net_.host_home;
            inside.delay_us = net_.host_delay_us;
            inside.back = net_.host_back;
        }
        for (int m = 1; m < net_.machine_count; ++m)
            for (int n = 0; n < net_.machines[m].inner; ++n)
                if (!net_.machines[m].is_host)
                    follow(net_.machines[m], n);
                else
                    follow_host(net_.routers[net_.machines[m].routers[n]], n);
        net_.jitter_us = random_.chance(.5) ? random_.below(static_cast<std::uint32_t>(delay_us / 2) + 200) : 0;
        net_.duplicates = random_.chance(.05) ? .02f : 0;
        net_.reordered = random_.chance(.2) ? .2f : 0;
        if (random_.chance(.02)) {
            net_.blackout_us = static_cast<std::uint32_t>(random_.between(50, 500)) * 1000u;
            net_.blackouts = static_cast<std::uint32_t>(random_.between(4, 12));
        }
    }

    void follow_host(router& r, int n) {
        r.reach = net_.host_reach;
        r.home = net_.host_home;
        r.delay_us = net_.host_delay_us;
        r.back = static_cast<std::uint8_t>(net_.host_back + 1 + n);
    }

    /// Routers in front of a machine that somebody redirects to are as far as that one.
    void follow(const machine& m, int n) {
        for (int k = 0; k < net_.rule_count; ++k) {
            const rule& by = net_.rules[k];
            if (by.does != action::redirect || &net_.machines[by.machine] != &m) continue;
            const router& from = net_.routers[by.at];
            router& r = net_.routers[m.routers[n]];
            r.reach = from.reach;
            r.home = from.home;
            r.delay_us = from.delay_us;
            r.back = static_cast<std::uint8_t>(from.back + (from.counts ? 1 : 0) + n);
            return;
        }
    }

    // --- the host

    void choose_ports() {
        const int tcp = random_.between(4, 12), udp = static_cast<int>(random_.weighed(std::array{35, 30, 20, 15}));
        const bool runs = random_.chance(.4);
        std::uint16_t port = 20;
        for (int n = 0; n < tcp; ++n) {
            port = static_cast<std::uint16_t>(port + (runs && n % 4 != 0 ? 1 : random_.between(1, 900)));
            net_.tcp[n] = port;
        }
        port = 50;
        for (int n = 0; n < udp; ++n)
            net_.udp[n] = port = static_cast<std::uint16_t>(port + random_.between(1, 900));
        net_.tcp_count = static_cast<std::uint8_t>(tcp);
        net_.udp_count = static_cast<std::uint8_t>(udp);
    }

    std::uint8_t any_initial_ttl() {
        constexpr std::array<int, 6> weights{2, 3, 6, 55, 24, 10};
        return initial_ttls[random_.weighed(weights)];
    }

    machine any_machine() {
        machine m;
        m.rst_ttl = m.syn_ack_ttl = m.udp_ttl = m.icmp_ttl = any_initial_ttl();
        if (random_.chance(.15)) m.rst_ttl = random_.one_of(initial_ttls);
        if (random_.chance(.08)) m.syn_ack_ttl = random_.one_of(initial_ttls);
        if (random_.chance(.2)) m.icmp_ttl = random_.one_of(initial_ttls);
        m.other_address = random_.chance(.04);
        m.reflects_ttl = random_.chance(.01);
        if (net_.v6)
            m.rejection = {1, 1, true};
        else
            m.rejection = {3, random_.one_of(std::array<std::uint8_t, 3>{3, 10, 13}), false};
        m.icmp = any_limit();
        return m;
    }

    service of_open_port() {
        constexpr std::array all{service::open, service::resets, service::hangs_up, service::limited};
        return all[random_.weighed(std::array{92, 2, 2, 4})];
    }

    void fill(machine& m, service closed_tcp, service closed_udp, int open_of_100) {
        for (int c = 0; c < port_classes; ++c)
            m.at[c] = is_tcp(c) ? closed_tcp : closed_udp;
        for (int n = 0; n < net_.tcp_count; ++n) {
            if (random_.between(1, 100) <= open_of_100)
                m.at[n] = of_open_port();
            else if (random_.chance(.08))
                m.at[n] = random_.chance(.5) ? service::silent : service::rejects;
        }
        for (int n = 0; n < net_.udp_count; ++n)
            if (random_.chance(.5)) m.at[first_udp + n] = random_.chance(.5) ? service::open : service::silent;
    }

    void make_host() {
        machine m = any_machine();
        m.is_host = true;
        const bool stealth = random_.chance(.4);
        const service tcp = stealth ? service::silent : random_.chance(.03) ? service::rejects : service::closed;
        const service udp = random_.chance(stealth ? .2 : .75) ? service::closed : service::silent;
        fill(m, tcp, udp, 50);
        if (stealth) { // some ports are let through, and nothing listens
            for (int n = 0; n < net_.tcp_count; ++n)
                if (m.at[n] == service::silent && random_.chance(.3)) m.at[n] = service::closed;
        } else if (random_.chance(.06)) { // a firewall that lets a range of the high ports through, or bars one
            const auto other = first_other_tcp + random_.below(4);
            m.at[other] = service::silent;
        }
        net_.host() = m;
    }

    /// What is published on the host but runs behind it: its own TTL, and one router more.
    void add_container() {
        machine m = any_machine();
        m.is_host = true;
        fill(m, random_.chance(.7) ? service::closed : service::silent, service::closed, 60);
        router host_as_router = any_router();
        host_as_router.counts = true;
        host_as_router.position = 249;
        host_as_router.forwards_zero = false;
        host_as_router.named = random_.chance(.8);
        net_.host_routes_as = net_.add(host_as_router);
        m.inner = static_cast<std::uint8_t>(random_.weighed(std::array{70, 22, 8}));
        for (int n = 0; n < m.inner; ++n) {
            router r = any_router();
            r.position = 250;
            r.named = random_.chance(.6); // or its complaint comes through untranslated
            m.routers[n] = net_.add(r);
        }
        net_.container = net_.add(m);
        net_.containers = some_tcp();
        if (random_.chance(.2)) net_.containers |= known_udp;
        if (random_.chance(.06)) net_.containers = all_tcp & ~net_.containers; // all but its own management
    }

    /// One-to-one address translation, or a load balancer, in front of the host: whoever stands behind it has the
    /// target's name.
    void translate() {
        const int from = random_.between(0, trunk_ - 1);
        const bool itself = random_.chance(.6); // Linux
        for (int n = 0; n < net_.router_count; ++n) {
            router& r = net_.routers[n];
            if (r.position > position(from) || (itself && r.position == position(from))) r.named = true;
        }
    }

    // --- what stands in between

    port_mask bit(int port_class) const { return port_mask{1} << port_class; }

    /// Some of the ports that are probed, at least one, and seldom all.
    port_mask some_tcp() {
        port_mask ports = 0;
        const double share = random_.chance(.5) ? .2 : .5;
        for (int n = 0; n < net_.tcp_count; ++n)
            if (random_.chance(share)) ports |= bit(n);
        if (ports == 0) ports = bit(random_.between(0, net_.tcp_count - 1));
        return ports;
    }

    port_mask some_udp() {
        port_mask ports = 0;
        for (int n = 0; n < net_.udp_count; ++n)
            if (random_.chance(.5)) ports |= bit(first_udp + n);
        return ports;
    }

    /// What a firewall's rule is about.
    port_mask any_ports() {
        switch (random_.weighed(std::array{55, 10, 8, 12, 8, 7})) {
        case 0: return some_tcp();
        case 1: return some_tcp() | some_udp();
        case 2: return all_tcp;
        case 3: return all_tcp & ~some_tcp();
        case 4: return (all_tcp | all_udp) & ~some_tcp() & ~some_udp();
        default: return some_tcp() | bit(first_other_tcp + static_cast<int>(random_.below(4)));
        }
    }

    /// A router that all paths share: whose rules hold for every packet.
    std::uint8_t any_place() {
        for (;;) {
            const int n = random_.between(0, trunk_ - 1);
            if (n < branch_from_ || n >= branch_to_) return net_.paths[0][n];
            if (branch_from_ == 0 && branch_to_ == trunk_) { // there is none: a bridge in front of everything
                router bridge = any_router();
                bridge.counts = false;
                bridge.position = 1;
                return prepend(bridge);
            }
        }
    }

    std::uint8_t prepend(const router& r) {
        if (bridge_ != route::no_one) return bridge_;
        bridge_ = net_.add(r);
        for (int path = 0; path < net_.path_count; ++path) {
            auto& all = net_.paths[path];
            for (int n = net_.length[path]++; n > 0; --n)
                all[n] = all[n - 1];
            all[0] = bridge_;
        }
        return bridge_;
    }

    rule any_rule(action does) {
        rule r;
        r.at = any_place();
        r.early = random_.chance(.3);
        r.does = does;
        r.ports = any_ports();
        r.ttl = forged_ttl();
        r.error = any_rejection();
        return r;
    }

    // A forger takes its own initial value; some take the one that the host would have.
    std::uint8_t forged_ttl() {
        if (random_.chance(.06)) return net_.host().rst_ttl;
        return random_.one_of(std::array<std::uint8_t, 6>{64, 64, 64, 128, 255, 255});
    }

    icmp_error any_rejection() {
        if (net_.v6) return {1, random_.one_of(std::array<std::uint8_t, 4>{1, 1, 4, 3}), true};
        return {3, random_.one_of(std::array<std::uint8_t, 6>{13, 13, 10, 9, 3, 1}), false};
    }

    void put_in_the_middle() {
        switch (net_.made_as) {
        case kind::refused: return net_.add(any_rule(action::refuse));
        case kind::dropped: return net_.add(any_rule(action::drop));
        case kind::answers_dropped: return drop_answers();
        case kind::rejected: return net_.add(any_rule(action::reject));
        case kind::syn_proxy: return proxy();
        case kind::redirected: return redirect();
        case kind::normalizer: return normalize();
        case kind::accepts_all: return accept_all();
        case kind::strict_firewall: return be_strict();
        case kind::mixed: {
            for (int left = random_.between(2, 3); left > 0; --left)
                one_of_all();
            return;
        }
        default:
            if (random_.chance(.04)) one_of_all();
        }
    }

    void one_of_all() {
        switch (random_.weighed(std::array{25, 20, 10, 8, 8, 15, 5, 9})) {
        case 0: return net_.add(any_rule(action::refuse));
        case 1: return net_.add(any_rule(action::drop));
        case 2: return drop_answers();
        case 3: return net_.add(any_rule(action::reject));
        case 4: return proxy();
        case 5: return redirect();
        case 6: return normalize();
        default: return be_strict();
        }
    }

    void drop_answers() {
        return_rule r;
        r.at = any_place();
        r.ports = any_ports();
        if (random_.chance(.2)) { // errors only
            r.ports = all_tcp | all_udp;
            r.answers = false;
            r.complaints = true;
        } else if (random_.chance(.15)) { // a firewall that did not see the packets, by an asymmetric path
            r.ports = random_.chance(.5) ? all_tcp : all_tcp | all_udp;
            r.complaints = true;
        }
        net_.add(r);
    }

    void proxy() {
        rule r = any_rule(action::accept);
        r.ports = random_.chance(.3) ? all_tcp : some_tcp();
        net_.add(r);
    }

    void accept_all() {
        rule r = any_rule(action::accept);
        r.ports = random_.chance(.7) ? all_tcp : all_tcp & ~some_tcp();
        net_.add(r);
    }

    void redirect() {
        machine m = any_machine();
        fill(m, random_.chance(.8) ? service::closed : service::silent, service::closed, 50);
        m.inner = static_cast<std::uint8_t>(random_.weighed(std::array{40, 20, 15, 10, 10, 5}));
        for (int n = 0; n < m.inner; ++n) {
            router r = any_router();
            r.position = 240;
            m.routers[n] = net_.add(r);
        }
        rule r = any_rule(action::redirect);
        r.early = true;
        r.machine = net_.add(m);
        r.ports = some_tcp();
        r.names = static_cast<naming>(random_.weighed(std::array{50, 25, 25}));
        for (int n = 0; n < m.inner; ++n)
            net_.routers[m.routers[n]].position = static_cast<std::uint8_t>(net_.routers[r.at].position + 1);
        net_.add(r);
    }

    /// Of one protocol or of all: by single ports it would be one of those networks that nobody can tell from a proxy.
    void normalize() {
        const port_mask ports = random_.one_of(std::array{all_tcp, all_tcp | all_udp, all_tcp | all_udp, all_udp});
        const std::uint8_t to = random_.one_of(std::array<std::uint8_t, 2>{64, 255});
        const auto at = any_place();
        const int ways = random_.between(1, 3); // forward, return, both
        if ((ways & 1) != 0) {
            rule r;
            r.at = at;
            r.early = random_.chance(.3);
            r.does = action::set_ttl;
            r.ports = ports;
            r.ttl = to;
            net_.add(r);
        }
        if ((ways & 2) != 0) net_.add(return_rule{at, ports, true, false, to});
    }

    /// Passes what is listed, and drops, refuses or rejects everything else.
    void be_strict() {
        rule r = any_rule(random_.one_of(std::array{action::drop, action::drop, action::refuse, action::reject}));
        const port_mask listed = some_tcp() | some_tcp() | some_udp();
        r.ports = (all_tcp | (random_.chance(.6) ? all_udp : 0)) & ~listed;
        net_.add(r);
    }

    random_numbers random_;
    network net_;
    int trunk_ = 1, branch_from_ = 0, branch_to_ = 0;
    std::uint8_t bridge_ = route::no_one;
};

} // namespace

network random_network(std::uint64_t seed) {
    return maker(seed).make();
}

} // namespace fairway::sim
