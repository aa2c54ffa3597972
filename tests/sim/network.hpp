#pragma once

#include "matrix/observation.hpp"
#include "matrix/port.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace fairway::sim {

// Everything is of fixed size: a network is made, asked some hundred packets and forgotten, 10,000 times a second.

/// Sets of ports. Those that are probed have a bit each; all others share four for TCP and four for UDP, a quarter of
/// the port numbers each.
using port_mask = std::uint32_t;
inline constexpr int most_tcp = 16, most_udp = 8, port_classes = 32;
inline constexpr int first_udp = most_tcp, first_other_tcp = 24, first_other_udp = 28;
inline constexpr port_mask known_tcp = 0x0000ffff, known_udp = 0x00ff0000, other_tcp = 0x0f000000,
                           other_udp = 0xf0000000, all_tcp = known_tcp | other_tcp, all_udp = known_udp | other_udp;

constexpr bool is_tcp(int port_class) {
    return (port_mask{1} << port_class & all_tcp) != 0;
}

/// How many ICMP errors somebody sends to this prober.
struct icmp_limit {
    float burst = 0; ///< 0: as many as it takes
    float a_second = 0;
    float left = 0;
    std::uint64_t counted_us = 0;

    bool take(std::uint64_t now_us);
};

struct router {
    bool counts = true;         ///< Takes one hop off; cloud gateways, bridges and some firewalls do not.
    bool complains_tcp = true;  ///< says "time exceeded" of segments
    bool complains_udp = true;  ///< of datagrams
    bool named = false;         ///< Behind address translation: what it says comes in the target's name.
    bool forwards_zero = false; ///< A known defect: passes on with 0 hops to live what it must complain of.
    std::uint8_t addresses = 1; ///< It complains from any of them.
    std::uint8_t icmp_ttl = 64;
    std::uint8_t back = 0;                   ///< hops that are taken off its own packets
    std::uint8_t position = 0;               ///< For rules of the return path: answers pass those in lower positions.
    std::uint32_t delay_us = 0, slow_us = 0; ///< one way; before it complains
    float reach = 1, home = 1;               ///< how probable it is that a packet comes to it, and back from it
    icmp_limit icmp;
};

/// What a machine does with packets to a port.
enum class service : std::uint8_t {
    closed,
    silent,
    open,
    resets,   ///< accepts, and resets at once
    hangs_up, ///< accepts, and closes at once
    limited,  ///< open, but drops more than six connections in 30 s (ufw limit)
    rejects,  ///< its own firewall says so by ICMP
};

/// What packets end at: the host, what runs behind it, or a machine that somebody passes packets on to.
struct machine {
    bool is_host = false; ///< the target, with its containers
    std::array<service, port_classes> at{};
    std::uint8_t rst_ttl = 64, syn_ack_ttl = 64, udp_ttl = 64, icmp_ttl = 64;
    bool other_address = false; ///< Its ICMP errors come from another of its addresses.
    bool reflects_ttl = false;  ///< Its ICMP errors go out with what the datagram had left (old BSD).
    icmp_error rejection{3, 10};
    std::uint8_t inner = 0; ///< routers between the one that passes packets on and this machine
    std::array<std::uint8_t, 6> routers{};
    icmp_limit icmp;
    int connections = 0; ///< of late, at limited ports
};

enum class action : std::uint8_t {
    drop,
    refuse,   ///< a RST in the target's name
    accept,   ///< a SYN-ACK in the target's name: SYN proxy, transparent proxy, tarpit
    reject,   ///< ICMP
    redirect, ///< to another machine (DNAT)
    set_ttl,  ///< gives what passes new hops to live (normalizer)
};

/// In whose name come complaints about packets that were redirected?
enum class naming : std::uint8_t {
    all_target,   ///< Linux: the target's, the redirecting router's own too
    inner_target, ///< only those from beyond it
    real,         ///< nobody translates them
};

struct rule {
    std::uint8_t at = 0; ///< router
    bool early = false;  ///< in front of its routing (nft prerouting): also packets that end at it
    action does = action::drop;
    port_mask ports = 0;
    std::uint8_t ttl = 64;    ///< of what it forges; set_ttl: the new value
    std::uint8_t machine = 0; ///< redirect: to it
    naming names = naming::all_target;
    icmp_error error{3, 13};
};

enum class answer : std::uint8_t { none, reset, syn_ack, datagram, icmp };

/// On the return path.
struct return_rule {
    std::uint8_t at = 0;
    port_mask ports = 0;
    bool answers = true;      ///< what comes back from these ports,
    bool complaints = false;  ///< ICMP errors about packets to them, which a filter by port cannot tell apart
    std::uint8_t set_ttl = 0; ///< 0: drops
};

/// What a network was made to show; each may have a little of the others.
enum class kind : std::uint8_t {
    plain,
    cloud,
    equal_paths,
    unequal_paths,
    containers,
    translated,
    refused,
    dropped,
    answers_dropped,
    rejected,
    syn_proxy,
    redirected,
    normalizer,
    accepts_all,
    strict_firewall,
    mixed,
};
inline constexpr std::size_t kinds = 16;
std::string_view to_string(kind k);

struct network {
    std::uint64_t seed = 0;
    kind made_as = kind::plain;
    bool v6 = false;

    std::uint8_t router_count = 0, machine_count = 1, rule_count = 0, return_rule_count = 0;
    std::array<router, 64> routers{};
    std::array<machine, 5> machines{}; ///< [0]: the host
    std::array<rule, 12> rules{};      ///< of one router: in the order in which they apply
    std::array<return_rule, 4> return_rules{};

    /// Paths of equal cost; a packet's source port decides.
    std::uint8_t path_count = 1;
    std::array<std::uint8_t, 4> length{};
    std::array<std::array<std::uint8_t, 20>, 4> paths{};

    /// The same for answers, which pass that many hops more or less.
    std::uint8_t return_count = 1;
    std::array<std::int8_t, 4> return_more{};
    std::uint8_t return_varies_from = 255; ///< position

    std::uint8_t host_back = 0; ///< hops that are taken off the host's answers
    std::uint32_t host_delay_us = 0;
    float host_reach = 1, host_home = 1;
    port_mask containers = 0; ///< ports that the host passes on to machine `container`
    std::uint8_t container = 0;
    std::uint8_t host_routes_as = 0; ///< the router that the host is for them

    std::uint64_t path_changes_us =
        0; ///< Until then there is only the first path, then only the second; 0: all, always.
    std::uint32_t jitter_us = 0;
    float duplicates = 0, reordered = 0;
    std::uint32_t blackout_us = 0; ///< Bursts of loss: so long, one of `blackouts` such times; 0: none.
    std::uint32_t blackouts = 0;

    std::uint8_t tcp_count = 0, udp_count = 0;
    std::array<std::uint16_t, most_tcp> tcp{};
    std::array<std::uint16_t, most_udp> udp{};

    int class_of(protocol p, std::uint16_t port) const;
    machine& host() { return machines[0]; }
    const machine& host() const { return machines[0]; }

    std::uint8_t add(const router& r);
    std::uint8_t add(const machine& m);
    void add(const rule& r);
    void add(const return_rule& r);
};

/// A router that packets with few hops to live end at.
struct stop {
    std::uint8_t at = 0;
    bool heard = false; ///< complains, and the complaint is let through
    bool named = false;
};

/// What becomes of packets to a port on one of the paths, but for chance.
struct route {
    std::array<stop, 32> stops{};       ///< [n]: of a packet with n hops to live, n < least
    std::uint8_t least = 1;             ///< hops to live that bring it to its end
    answer gives = answer::none;        ///< none: dropped without a word
    bool on_router = false;             ///< who ended it: a router, or a machine
    std::uint8_t by = 0;                ///< its index
    std::uint8_t passed_on_by = no_one; ///< the router that redirected it
    service at = service::closed;       ///< of a machine
    bool reflects_ttl = false;
    icmp_error error;
    std::uint8_t ttl = 64, back = 0, position = 0;
    std::uint8_t dropped_back_at = no_one; ///< the router that drops the answer
    std::uint8_t ttl_here = 0;             ///< what a router of the return path makes of its hops to live; 0: nothing
    std::uint32_t delay_us = 0;
    float reach = 1, home = 1;

    static constexpr std::uint8_t no_one = 255;
};

/// `port_class` as network::class_of() gives it.
route route_of(const network& net, int port_class, int path);

const std::string& target_address(const network& net);
const std::string& prober_address(const network& net);
const std::string& router_address(const network& net, std::uint8_t router, std::uint32_t which);
/// Of the host, but not the one that is probed.
const std::string& other_address(const network& net);

} // namespace fairway::sim
