#pragma once

// Only for the *_posix.cpp, *_linux.cpp and *_portable.cpp of this folder.

#include "probes/net/address.hpp"
#include "probes/net/net_error.hpp"
#include "probes/net/socket.hpp"

#include <sys/socket.h>

namespace fairway {

inline const sockaddr* sockaddr_of(const socket_address& address) {
    return reinterpret_cast<const sockaddr*>(address.raw().data());
}
inline sockaddr* sockaddr_of(socket_address& address) {
    return reinterpret_cast<sockaddr*>(address.raw().data());
}
inline socklen_t size_of(const socket_address& address) {
    return static_cast<socklen_t>(address.size());
}

/// A copy; empty if it is null or longer than an address can be.
socket_address address_of(const sockaddr* address, socklen_t size);

inline int descriptor_of(socket_handle s) {
    return static_cast<int>(s);
}

/// What an errno of a socket call means.
net_error error_of(int error);

} // namespace fairway
