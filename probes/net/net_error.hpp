#pragma once

#include <cstdint>

namespace fairway {

/// Why a call to a socket failed, as far as probes tell them apart.
enum class net_error : std::uint8_t {
    none,
    refused,
    port_unreachable, ///< A datagram met this ICMP error, and the system does not say who sent it.
    reset,            ///< the connection stood, and was reset
    timed_out,
    host_unreachable,
    not_permitted, ///< by this machine
    no_route,
    no_source, ///< This machine has not the address that packets are to leave from, or none of this family is chosen.
    exhausted, ///< This machine ran out of descriptors, ports or memory, which is no verdict on the network.
    busy,      ///< a buffer is full: later
    other,
};

} // namespace fairway
