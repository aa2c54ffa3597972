#include "probes/net/datagram_options.hpp"
#include "probes/net/door.hpp"
#include "probes/net/sockaddr_posix.hpp"

#include <sys/socket.h>

namespace fairway {

void tell_destination(socket_handle, bool) {}

bool datagrams_tell_destination() {
    return false;
}

bool receive_datagram(socket_handle door, datagram& d, std::size_t most) {
    d.bytes.resize(most);
    auto size = static_cast<socklen_t>(d.peer.raw().size());
    const ssize_t got = ::recvfrom(descriptor_of(door), d.bytes.data(), d.bytes.size(), 0, sockaddr_of(d.peer), &size);
    if (got < 0) return false;
    d.peer.resize(size);
    d.bytes.resize(static_cast<std::size_t>(got));
    // The socket has one address of its own, which no broadcast is sent to.
    d.here = local_address(door).value_or(socket_address());
    d.for_us = d.here.size() > 0;
    return true;
}

void send_back(socket_handle door, const datagram& to, std::string_view bytes) {
    (void)::sendto(descriptor_of(door), bytes.data(), bytes.size(), MSG_NOSIGNAL, sockaddr_of(to.peer),
                   size_of(to.peer));
}

} // namespace fairway
