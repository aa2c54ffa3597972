#pragma once

#include "probes/net/journey.hpp"
#include "probes/net/socket.hpp"

#include <string>

namespace fairway {

/// Binds to where the journey says to leave from, if it does.
net_error leave_from(socket_handle s, const journey& j);

/// Leaves from where the journey says, and starts to connect; none also where it goes on in the background.
net_error connect_to(socket_handle s, const journey& j);

/// The local address that packets to a target come from, from the system's routing table or chosen: nothing is sent.
struct route {
    std::string source;                ///< numeric; empty: there is no route
    net_error error = net_error::none; ///< why
};
route route_of(const journey& j);

} // namespace fairway
