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
    std::string owner; ///< "sshd (pid 812)", "user nginx" where the process may not be seen, or empty
};

/// Listening TCP sockets and bound UDP sockets, sorted by protocol and port. Without root the owners of other users'
/// sockets are their user names. Linux: /proc/net. Empty if the platform cannot say.
std::vector<listener> local_listeners();

} // namespace fairway
