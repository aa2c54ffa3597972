#pragma once

#include "probes/net/address.hpp"

#include <cstdint>
#include <optional>

namespace fairway {

/// Where packets go, and from which of this machine's addresses. Every socket that probes begins with one.
struct journey {
    socket_address to;
    std::optional<socket_address> from = {}; ///< port 0; nothing: what the routing table has for it

    /// The same, to another port.
    journey to_port(std::uint16_t port) const {
        journey j = *this;
        j.to.set_port(port);
        return j;
    }
};

} // namespace fairway
