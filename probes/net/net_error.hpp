#pragma once

#include <cstdint>

namespace fairway {

/// Why a call to a socket failed, as far as probes tell them apart.
enum class net_error : std::uint8_t {
    none,
    refused,
    reset, ///< the connection stood, and was reset
    timed_out,
    host_unreachable,
    not_permitted, ///< by this machine
    no_route,
    exhausted, ///< This machine ran out of descriptors, ports or memory, which is no verdict on the network.
    busy,      ///< a buffer is full: later
    other,
};

} // namespace fairway
