#pragma once

#include "matrix/observation.hpp"
#include "probes/net/socket.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace fairway {

/// An ICMP error about a socket's packet, and the address that sent it.
struct icmp_answer {
    icmp_error error;
    std::string sender;   ///< numeric
    std::uint8_t ttl = 0; ///< Hops that the error still had to live when it arrived; 0: not asked for.
};

/// Whether this system keeps ICMP errors, and who sent them, where a program without privileges can read them (Linux:
/// ip(7), ipv6(7)); some sandboxes do not. Without it the two functions below do nothing
/// (but see connects_tell_icmp_errors()).
bool error_queue_available();

/// Whether a failed connect tells the ICMP error that ended it, and who sent it, even where there is no error queue
/// (Windows 10 2004 and Server 2022 on). Then the two functions below do that for TCP.
bool connects_tell_icmp_errors();

/// Asks the system to keep ICMP errors of this socket (IP_RECVERR, IPV6_RECVERR). Without it most ICMPv6 errors and
/// some ICMPv4 ones never reach the program, and a reject looks like a drop.
void keep_icmp_errors(socket_handle s, bool v6, bool with_ttl = false);

/// Takes the ICMP errors that are waiting and returns the newest; nothing if there is none. Reading clears the
/// socket's pending error, so ask for that first.
std::optional<icmp_answer> take_icmp_error(socket_handle s);

} // namespace fairway
