#include "probes/net/connect.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <cerrno>

namespace fairway {

net_error connect_to(socket_handle s, const socket_address& to) {
    if (::connect(descriptor_of(s), sockaddr_of(to), size_of(to)) == 0 || errno == EINPROGRESS) return net_error::none;
    return error_of(errno);
}

route route_to(const socket_address& target) {
    const auto opened = open_socket(target.v6(), transport_kind::datagram);
    if (opened.socket == no_socket) return {{}, opened.error};
    socket_address to = target;
    to.set_port(9); // discard; connecting a datagram socket sends nothing
    route r;
    r.error = connect_to(opened.socket, to);
    if (r.error == net_error::none) {
        if (const auto here = local_address(opened.socket)) r.source = here->text();
        if (r.source.empty()) r.error = net_error::other;
    } else if (r.error == net_error::exhausted && errno == EADDRNOTAVAIL) {
        r.error = net_error::no_route; // there is no address of ours that leads there
    }
    close_socket(opened.socket);
    return r;
}

} // namespace fairway
