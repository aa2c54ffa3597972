#pragma once

// Only for the *_windows.cpp of this folder.

#include "probes/net/address.hpp"
#include "probes/net/net_error.hpp"
#include "probes/net/socket.hpp"

#include <winsock2.h>
#include <ws2tcpip.h>

namespace fairway {

inline const sockaddr* sockaddr_of(const socket_address& address) {
    return reinterpret_cast<const sockaddr*>(address.raw().data());
}
inline sockaddr* sockaddr_of(socket_address& address) {
    return reinterpret_cast<sockaddr*>(address.raw().data());
}
inline int size_of(const socket_address& address) {
    return static_cast<int>(address.size());
}

/// A copy; empty if it is null or longer than an address can be.
socket_address address_of(const sockaddr* address, int size);

inline SOCKET descriptor_of(socket_handle s) {
    return static_cast<SOCKET>(s);
}

template <class Value>
bool set_option(socket_handle s, int level, int option, const Value& value) {
    return ::setsockopt(descriptor_of(s), level, option, reinterpret_cast<const char*>(&value), sizeof value) == 0;
}
template <class Value>
bool get_option(socket_handle s, int level, int option, Value& value) {
    int size = sizeof value;
    return ::getsockopt(descriptor_of(s), level, option, reinterpret_cast<char*>(&value), &size) == 0;
}
template <class Value>
bool control(socket_handle s, DWORD code, Value& value) {
    DWORD returned = 0;
    return ::WSAIoctl(descriptor_of(s), code, &value, sizeof value, nullptr, 0, &returned, nullptr, nullptr) == 0;
}

/// What a Windows Sockets error of a socket call means.
net_error error_of(int error);

/// Windows Sockets must be started before their first use. Throws std::system_error where they cannot be.
void start_winsock();

} // namespace fairway
