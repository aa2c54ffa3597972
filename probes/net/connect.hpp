#pragma once

#include "probes/net/socket.hpp"

#include <optional>
#include <string>

namespace fairway {

/// Starts to connect; none also where it goes on in the background.
net_error connect_to(socket_handle s, const socket_address& to);

/// The local address that the system would use towards a target, from its routing table: nothing is sent.
struct route {
    std::string source;                ///< numeric; empty: there is no route
    net_error error = net_error::none; ///< why
};
route route_to(const socket_address& target);

} // namespace fairway
