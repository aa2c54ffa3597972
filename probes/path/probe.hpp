#pragma once

#include "matrix/port.hpp"

#include <chrono>
#include <cstdint>

namespace fairway {

namespace wire {
struct exchange;
}

/// One (address, protocol, port) to observe.
struct probe {
    std::uint32_t address = 0; ///< index into the addresses of its request
    fairway::protocol protocol = fairway::protocol::tcp;
    std::uint16_t port = 0;
    std::uint8_t hops = 0;      ///< Routers drop the packet after so many; 0: as far as it goes.
    std::uint8_t least_ttl = 0; ///< TCP: answers that arrive with fewer hops to live are not heard; 0: all are.
    const wire::exchange* asked = nullptr; ///< UDP: what is asked there; null: an empty datagram, any answer counts.
    std::chrono::milliseconds at{0};       ///< The packet leaves so long after its round began.
};

} // namespace fairway
