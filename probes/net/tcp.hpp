#pragma once

#include "matrix/observation.hpp"
#include "probes/net/address.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace fairway {

/// Opens a socket and starts to connect it. Returns the descriptor, or -1 with errno.
/// A connect that fails at once is left for look_at_connect() to read: `error` is its errno, else 0.
/// `hops` and `least_ttl` as in probe: IP_TTL and IP_MINTTL, IPV6_UNICAST_HOPS and IPV6_MINHOPCOUNT (ip(7), ipv6(7)).
int start_connect(const socket_address& to, int& error, std::uint8_t hops = 0, std::uint8_t least_ttl = 0);

/// The same for a connection that is to be used, and ends in good order.
int start_talk(const socket_address& to, int& error);

/// What a connecting socket shows now.
struct connect_view {
    enum class stage { waiting, established, finished };
    stage at = stage::waiting;
    observation seen;                ///< finished: the result; established: open, unless settle() finds otherwise
    std::chrono::microseconds rtt{}; ///< established: as the kernel measured it
};

/// Call when the socket became ready. `error` is what connect() returned, 0 for "in progress".
/// Ready is not yet connected: an ICMP error wakes the loop while SO_ERROR is 0, so only TCP's own state counts.
connect_view look_at_connect(int fd, int error, std::string_view target, std::string_view source);

/// Call some round trips after the handshake: finds the peer that accepts and then resets or hangs up at once.
void settle(int fd, observation& open);

} // namespace fairway
