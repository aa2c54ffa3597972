#pragma once

#include "probes/net/socket.hpp"

#include <chrono>

namespace fairway {

/// What TCP says of a connecting socket.
struct tcp_state {
    bool established = false;
    std::chrono::microseconds rtt{}; ///< as the system measured it; 0: it does not say
    bool has_gap = false;            ///< Bytes came whose place is behind others that are missing, now or before.
};

/// Ready is not yet connected: an ICMP error wakes the loop while no error is pending, so only TCP's own state counts.
tcp_state tcp_state_of(socket_handle s);

} // namespace fairway
