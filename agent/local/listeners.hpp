#pragma once

#include "matrix/port.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fairway {

/// A port of this machine that is taken.
struct listener {
    fairway::protocol protocol = fairway::protocol::tcp;
    std::string address; ///< numeric, e.g. "0.0.0.0", "::", "127.0.0.1"
    std::uint16_t port = 0;
    std::string owner; ///< see process_owner(); "user nginx" where the process may not be seen, or empty
};

/// Listening TCP sockets and bound UDP sockets, sorted by protocol and port. Linux: /proc/net; without root the owners
/// of other users' sockets are their user names. Windows: its tables; of UDP they do not say which sockets have a peer,
/// so that those are among them. Empty if the platform cannot say.
std::vector<listener> local_listeners();

} // namespace fairway
