#include "tests/sim/fixed_networks.hpp"

namespace fairway::sim {

namespace {

constexpr std::uint8_t index_x = 0, index_y = 1, index_open = 2;

rule at(int hop, action does, port_mask ports, bool early = false) {
    rule r;
    r.at = static_cast<std::uint8_t>(hop - 1);
    r.does = does;
    r.ports = ports;
    r.early = early;
    return r;
}

router inner_router(std::uint8_t back, bool speaks, bool named) {
    router r;
    r.complains_tcp = r.complains_udp = speaks;
    r.named = named;
    r.back = back;
    r.position = 250;
    return r;
}

machine refusing_machine() {
    machine m;
    m.at.fill(service::closed);
    return m;
}

void be_silent_about_udp(network& net) {
    for (int c = 0; c < port_classes; ++c)
        if (!is_tcp(c)) net.host().at[c] = service::silent;
}

/// The host passes `ports` on to a container.
machine& publish(network& net, port_mask ports, bool host_speaks, bool named = true) {
    net.host_routes_as = net.add(inner_router(net.host_back, host_speaks, named));
    machine m = refusing_machine();
    m.is_host = true;
    net.container = net.add(m);
    net.containers = ports;
    return net.machines[net.container];
}

/// A router passes `ports` on to a machine behind so many others.
machine& pass_on(network& net, int hop, port_mask ports, int inner, naming names) {
    rule r = at(hop, action::redirect, ports, true);
    machine m = refusing_machine();
    m.inner = static_cast<std::uint8_t>(inner);
    for (int n = 0; n < inner; ++n)
        m.routers[n] = net.add(inner_router(static_cast<std::uint8_t>(hop + n), true, false));
    r.machine = net.add(m);
    r.names = names;
    net.add(r);
    return net.machines[r.machine];
}

// Counterexamples to older rules; evidence.md has them in this order.

network container_on_a_mute_host() {
    network net = plain_network(2);
    be_silent_about_udp(net);
    publish(net, port_y, false);
    return net;
}

network node_forwards_over_an_inner_router() {
    network net = plain_network(2);
    be_silent_about_udp(net);
    machine& m = publish(net, port_y, false);
    m.at[index_y] = service::open;
    m.inner = 1;
    m.routers[0] = net.add(inner_router(static_cast<std::uint8_t>(net.host_back + 1), true, false));
    return net;
}

network redirect_farther_with_real_addresses() {
    network net = plain_network(3);
    be_silent_about_udp(net);
    pass_on(net, 3, port_y, 2, naming::real).at[index_y] = service::open;
    return net;
}

network everything_but_y_refused() {
    network net = plain_network(3);
    net.add(at(3, action::refuse, all_tcp & ~port_y, true));
    return net;
}

network gateway_host_forwards_y() {
    network net = plain_network(2);
    publish(net, port_y, true, false).at[index_y] = service::open;
    be_silent_about_udp(net);
    return net;
}

network host_begins_at_60() {
    network net = plain_network(2);
    net.host().rst_ttl = net.host().syn_ack_ttl = net.host().udp_ttl = net.host().icmp_ttl = 60;
    publish(net, port_x, false);
    return net;
}

network last_router_forges() {
    network net = plain_network(3);
    net.add(at(3, action::refuse, port_x));
    return net;
}

network transparent_reject_of_all_but_x() {
    network net = plain_network(1);
    router bridge = net.routers[0];
    bridge.counts = false;
    bridge.position = 20;
    bridge.back = 1;
    net.paths[0][net.length[0]++] = net.add(bridge);
    net.add(at(2, action::refuse, all_tcp & ~port_x));
    net.host_back = 0;
    return net;
}

network first_router_refuses_all_tcp() {
    network net = plain_network(3);
    net.add(at(1, action::refuse, all_tcp));
    return net;
}

// And what must be found, or must not.

network cloud() {
    network net = plain_network(3);
    for (int n = 0; n < 3; ++n) {
        net.routers[n].counts = false;
        net.routers[n].back = 0;
    }
    net.host_back = 0;
    return net;
}

network unequal_paths() {
    network net = plain_network(3);
    router detour = net.routers[1];
    const auto more = net.add(detour);
    net.path_count = 2;
    net.length[1] = 4;
    net.paths[1] = {0, 1, more, 2};
    return net;
}

network refused_by_the_first_router() {
    network net = plain_network(3);
    net.add(at(1, action::refuse, port_x));
    return net;
}

network refused_before_a_silent_host() {
    network net = plain_network(4);
    for (int c = 0; c < port_classes; ++c)
        if (c != index_open) net.host().at[c] = service::silent;
    net.add(at(1, action::refuse, port_x));
    return net;
}

network redirected_by_linux() {
    network net = plain_network(3);
    pass_on(net, 1, port_x, 1, naming::all_target);
    return net;
}

network translated_one_to_one() {
    network net = plain_network(4);
    for (int n = 1; n < 4; ++n)
        net.routers[n].named = true;
    return net;
}

network dropped_by_the_first_router() {
    network net = plain_network(4);
    net.add(at(1, action::drop, port_x));
    return net;
}

network dropped_by_the_host() {
    network net = plain_network(4);
    net.host().at[index_x] = service::silent;
    return net;
}

network answers_dropped_by_the_first_router() {
    network net = plain_network(4);
    net.add(return_rule{0, port_x, true, false, 0});
    return net;
}

network accepts_everything() {
    network net = plain_network(3);
    net.add(at(2, action::accept, all_tcp));
    return net;
}

network normalized() {
    network net = plain_network(4);
    net.add(at(2, action::set_ttl, all_tcp | all_udp));
    return net;
}

} // namespace

network plain_network(int routers) {
    network net;
    net.tcp = {150, 100, 200};
    net.tcp_count = 3;
    net.udp = {53};
    net.udp_count = 1;
    net.host() = refusing_machine();
    net.host().is_host = true;
    net.host().at[index_open] = service::open;
    net.host().at[first_udp] = service::open;
    net.length[0] = static_cast<std::uint8_t>(routers);
    for (int n = 0; n < routers; ++n) {
        router r;
        r.back = static_cast<std::uint8_t>(n);
        r.position = static_cast<std::uint8_t>(10 + 10 * n);
        r.delay_us = static_cast<std::uint32_t>(100 * (n + 1));
        net.paths[0][n] = net.add(r);
    }
    net.host_back = static_cast<std::uint8_t>(routers);
    net.host_delay_us = static_cast<std::uint32_t>(100 * (routers + 1));
    return net;
}

std::vector<fixed_network> fixed_networks() {
    return {
        {"a container on a mute host", container_on_a_mute_host(), port_x | port_y, said_nothing},
        {"a node forwards Y over an inner router", node_forwards_over_an_inner_router(), port_x, said_nothing},
        {"a router redirects Y farther, real addresses", redirect_farther_with_real_addresses(), port_x, said_nothing},
        {"everything but Y refused, UDP passes", everything_but_y_refused(), port_x, said_somebody | said_nothing},
        {"a gateway is the host and forwards Y", gateway_host_forwards_y(), port_x, said_nothing},
        {"the host begins at 60, its container at 64", host_begins_at_60(), port_x, said_nothing},
        {"the last router forges X", last_router_forges(), port_x, said_somebody | said_nothing},
        {"a bridge refuses all but X, the host returns by a shorter path", transparent_reject_of_all_but_x(), port_x,
         said_host | said_nothing},
        {"the first router refuses all TCP, UDP passes", first_router_refuses_all_tcp(), port_x, said_nothing},
        {"the host alone", plain_network(3), port_x | port_y | port_open, said_host},
        {"a cloud, where nothing counts", cloud(), port_x | port_y | port_open, said_host | said_nothing},
        {"paths of unequal length", unequal_paths(), port_x | port_y | port_open, said_host | said_nothing},
        {"the first router refuses X", refused_by_the_first_router(), port_x, said_somebody},
        {"the first router refuses X, all else is silent", refused_before_a_silent_host(), port_x, said_somebody},
        {"the first router redirects X", redirected_by_linux(), port_x, said_somebody},
        {"one-to-one address translation", translated_one_to_one(), port_x | port_y | port_open,
         said_host | said_nothing},
        {"the first router drops X", dropped_by_the_first_router(), port_x, said_drop},
        {"the host drops X", dropped_by_the_host(), port_x, said_nothing},
        {"the first router drops the answers of X", answers_dropped_by_the_first_router(), port_x, said_nothing},
        {"something accepts everything", accepts_everything(), port_x | port_open, said_somebody | said_nothing},
        {"a normalizer", normalized(), port_x | port_y | port_open, said_host | said_nothing},
    };
}

} // namespace fairway::sim
