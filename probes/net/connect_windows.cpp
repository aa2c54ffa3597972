#include "probes/net/connect.hpp"

#include "probes/net/sockaddr_windows.hpp"

namespace fairway {

namespace {

/// The error of Windows Sockets; 0 also where it goes on in the background.
int connect_error(socket_handle s, const journey& j) {
    if (::connect(descriptor_of(s), sockaddr_of(j.to), size_of(j.to)) == 0) return 0;
    const int error = ::WSAGetLastError();
    return error == WSAEWOULDBLOCK ? 0 : error;
}

} // namespace

net_error leave_from(socket_handle s, const journey& j) {
    if (!j.from) return net_error::none;
    defer_port(s);
    if (::bind(descriptor_of(s), sockaddr_of(*j.from), size_of(*j.from)) == 0) return net_error::none;
    const int error = ::WSAGetLastError();
    return error == WSAEADDRNOTAVAIL ? net_error::no_source : error_of(error);
}

net_error connect_to(socket_handle s, const journey& j) {
    if (const auto error = leave_from(s, j); error != net_error::none) return error;
    return error_of(connect_error(s, j));
}

route route_of(const journey& j) {
    const auto opened = open_socket(j.to.v6(), transport_kind::datagram);
    if (opened.socket == no_socket) return {{}, opened.error};
    route r;
    r.error = leave_from(opened.socket, j);
    if (r.error == net_error::none) {
        const int error =
            connect_error(opened.socket, j.to_port(9)); // discard; connecting a datagram socket sends nothing
        // WSAEADDRNOTAVAIL: there is no address of ours that leads there. WSAEHOSTUNREACH: nothing was sent that
        // somebody could have answered.
        const bool leads_nowhere = error == WSAEADDRNOTAVAIL || error == WSAEHOSTUNREACH;
        r.error = leads_nowhere ? net_error::no_route : error_of(error);
    }
    if (r.error == net_error::none) {
        if (const auto here = local_address(opened.socket)) r.source = here->text();
        if (r.source.empty()) r.error = net_error::other;
    }
    close_socket(opened.socket);
    return r;
}

} // namespace fairway
