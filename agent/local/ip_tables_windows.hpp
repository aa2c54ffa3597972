#pragma once

#include "matrix/port.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace fairway {

/// A socket of this machine, as Windows lists it.
struct system_socket {
    fairway::protocol protocol = fairway::protocol::tcp;
    std::string here; ///< numeric
    std::uint16_t port = 0;
    std::string there; ///< numeric; of TCP
    std::uint32_t process = 0;
};

/// Listening TCP sockets and bound UDP sockets of both families. What cannot be listed is left out.
std::vector<system_socket> waiting_sockets();

/// TCP connections in the state SYN_RCVD, likewise.
std::vector<system_socket> unfinished_handshakes();

} // namespace fairway
