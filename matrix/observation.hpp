#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// What a probe saw, in nmap's words.
enum class state : std::uint8_t { unknown, open, closed, filtered, open_or_filtered };

/// Why it saw that, in nmap's words where nmap has one.
enum class reason : std::uint8_t {
    not_run,          ///< never started, or stopped half-way
    local_limit,      ///< this machine ran out of file descriptors, ports or memory
    syn_ack,          ///< the handshake completed
    reset,            ///< the handshake completed, then the peer reset the connection at once
    hang_up,          ///< the handshake completed, then the peer closed the connection at once
    conn_refused,     ///< a TCP RST answered the SYN
    udp_response,     ///< a datagram came back
    port_unreach,     ///< ICMP port or protocol unreachable
    admin_prohibited, ///< ICMP: a filter says so
    host_unreach,     ///< ICMP host unreachable, or no answer to ARP / neighbour discovery
    net_unreach,      ///< ICMP network unreachable
    time_exceeded,    ///< ICMP: the packet went round in circles
    no_route,         ///< this machine has no route to the address
    perm_denied,      ///< this machine's own firewall or policy
    name_not_found,   ///< the name has no address
    no_response,      ///< silence until the deadline
};

/// How strong the evidence is, weakest first.
enum class evidence : std::uint8_t { none, silent, refused, connected, identified, proven };

std::string_view to_string(state s);
std::string_view to_string(reason r);
std::string_view to_string(evidence e);
std::optional<state> parse_state(std::string_view word);
std::optional<reason> parse_reason(std::string_view word);
std::optional<evidence> parse_evidence(std::string_view word);

/// An ICMP or ICMPv6 error as it came.
struct icmp_error {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    bool v6 = false;
    auto operator<=>(const icmp_error&) const = default;
};
std::string to_string(const icmp_error& e); ///< "ICMP 3/13 (communication administratively prohibited)"

/// What one probe of one (address, protocol, port) saw.
struct observation {
    fairway::state state = state::unknown;
    fairway::reason reason = reason::not_run;
    fairway::evidence evidence = evidence::none;
    std::optional<icmp_error> icmp;
    std::string answered_by;             ///< Address that answered (the target, or a router by ICMP); empty: nobody.
    std::optional<std::uint32_t> rtt_us; ///< From the packet to the answer, microseconds.
    bool other_protocol = false;         ///< Something answered that is not the protocol asked for.
};

} // namespace fairway
