#include "probes/net/connect.hpp"

#include "probes/net/sockaddr_posix.hpp"

#include <cerrno>

namespace fairway {

net_error leave_from(socket_handle s, const journey& j) {
    if (!j.from) return net_error::none;
    defer_port(s);
    if (::bind(descriptor_of(s), sockaddr_of(*j.from), size_of(*j.from)) == 0) return net_error::none;
    return errno == EADDRNOTAVAIL ? net_error::no_source : error_of(errno);
}

net_error connect_to(socket_handle s, const journey& j) {
    if (const auto error = leave_from(s, j); error != net_error::none) return error;
    if (::connect(descriptor_of(s), sockaddr_of(j.to), size_of(j.to)) == 0 || errno == EINPROGRESS)
        return net_error::none;
    return error_of(errno);
}

route route_of(const journey& j) {
    const auto opened = open_socket(j.to.v6(), transport_kind::datagram);
    if (opened.socket == no_socket) return {{}, opened.error};
    route r;
    r.error = connect_to(opened.socket, j.to_port(9)); // discard; connecting a datagram socket sends nothing
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
