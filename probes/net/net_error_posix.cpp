#include "probes/net/sockaddr_posix.hpp"

#include <cerrno>

namespace fairway {

net_error error_of(int error) {
    switch (error) {
    case 0: return net_error::none;
    case ECONNREFUSED: return net_error::refused;
    case ECONNRESET:
    case EPIPE: return net_error::reset;
    case ETIMEDOUT: return net_error::timed_out;
    case EHOSTUNREACH: return net_error::host_unreachable;
    case EACCES:
    case EPERM: return net_error::not_permitted;
    case ENETUNREACH:
    case EAFNOSUPPORT:
    case ENETDOWN:
    case EINVAL: // what Linux answers for a route of type blackhole
        return net_error::no_route;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EAGAIN:
    case EADDRNOTAVAIL: // all ports are in use
        return net_error::exhausted;
    default: return net_error::other;
    }
}

} // namespace fairway
