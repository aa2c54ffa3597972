#pragma once

#include "matrix/observation.hpp"
#include "probes/net/journey.hpp"
#include "probes/net/socket.hpp"

#include <chrono>
#include <string_view>

namespace fairway {

/// Opens a socket and starts to connect it. Where it has a socket and an error, connecting failed at once:
/// look_at_connect() makes an observation of that. `hops` and `least_ttl` as in probe.
opened_socket start_connect(const journey& j, std::uint8_t hops = 0, std::uint8_t least_ttl = 0);

/// The same for a connection that is to be used, and ends in good order.
opened_socket start_talk(const journey& j);

/// What a connecting socket shows now.
struct connect_view {
    enum class stage { waiting, established, finished };
    stage at = stage::waiting;
    observation seen;                ///< finished: the result; established: open, unless settle() finds otherwise
    std::chrono::microseconds rtt{}; ///< established: as the kernel measured it
};

/// Call when the socket became ready, or with the error of a connect that failed at once.
connect_view look_at_connect(socket_handle s, net_error error, std::string_view target, std::string_view source);

/// Call some round trips after the handshake: finds the peer that accepts and then resets or hangs up at once.
void settle(socket_handle s, observation& open);

} // namespace fairway
