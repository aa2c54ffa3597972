#pragma once

#include "probes/net/socket.hpp"

namespace fairway {

/// Lets datagrams of this socket tell where they were sent to, where the system can: see datagrams_tell_destination().
void tell_destination(socket_handle s, bool v6);

} // namespace fairway
