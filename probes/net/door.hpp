#pragma once

#include "probes/net/socket.hpp"

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fairway {

/// A socket that others reach on a port of ours, or why there is none. Its error can be
/// boost::system::errc::address_in_use: something else stands there.
struct bound_socket {
    socket_handle socket = no_socket;
    boost::system::error_code error;
};

/// IPv4 and IPv6 have sockets of their own: so taken ports are what they look like.
bound_socket listen_on(const socket_address& here);
bound_socket bind_datagrams(const socket_address& here);

/// Who came through a door.
struct visitor {
    enum class kind { somebody, nobody_yet, left_again, exhausted };
    kind what = kind::nobody_yet;
    socket_handle socket = no_socket; ///< of somebody
    socket_address peer;
};
visitor accept_one(socket_handle door);

/// What came in one datagram.
struct datagram {
    socket_address peer;
    socket_address here; ///< that it was sent to, without a port
    bool for_us = false; ///< false: a broadcast or multicast
    std::string bytes;
};

/// Whether datagrams to a wildcard address tell where they were sent to. Where they do not, bind each address.
bool datagrams_tell_destination();

/// False while none waits. Of a longer one the first `most` bytes.
bool receive_datagram(socket_handle door, datagram& d, std::size_t most);

/// From the address that the question came to, on machines that have several. Lost where a buffer is full.
void send_back(socket_handle door, const datagram& to, std::string_view bytes);

} // namespace fairway
