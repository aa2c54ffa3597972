#include "probes/net/verdict.hpp"

#include <cerrno>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

namespace fairway {

namespace {

// RFC 792, RFC 1812 section 5.2.7.1
reason reason_of_v4(const icmp_error& e) {
    if (e.type == ICMP_TIME_EXCEEDED) return reason::time_exceeded;
    if (e.type != ICMP_DEST_UNREACH) return reason::no_response;
    switch (e.code) {
    case ICMP_PROT_UNREACH:
    case ICMP_PORT_UNREACH: return reason::port_unreach;
    case ICMP_NET_ANO:
    case ICMP_HOST_ANO:
    case ICMP_PKT_FILTERED:
    case ICMP_PREC_VIOLATION:
    case ICMP_PREC_CUTOFF: return reason::admin_prohibited;
    case ICMP_NET_UNREACH:
    case ICMP_NET_UNKNOWN:
    case ICMP_NET_UNR_TOS: return reason::net_unreach;
    case ICMP_FRAG_NEEDED: return reason::no_response; // about a packet's size, not about the port
    default: return reason::host_unreach;
    }
}

// RFC 4443 sections 3.1 and 3.3
reason reason_of_v6(const icmp_error& e) {
    if (e.type == ICMP6_TIME_EXCEEDED) return reason::time_exceeded;
    if (e.type != ICMP6_DST_UNREACH) return reason::no_response;
    switch (e.code) {
    case ICMP6_DST_UNREACH_NOROUTE:
    case ICMP6_DST_UNREACH_BEYONDSCOPE: return reason::net_unreach;
    case ICMP6_DST_UNREACH_ADDR: return reason::host_unreach;
    case ICMP6_DST_UNREACH_NOPORT: return reason::port_unreach;
    default: return reason::admin_prohibited; // 1; 5 and 6: source policy, reject route
    }
}

} // namespace

observation from_icmp(protocol p, const icmp_answer& answer, std::string_view target, std::string_view source) {
    observation seen;
    seen.icmp = answer.error;
    seen.answered_by = answer.sender;
    seen.answer_ttl = answer.ttl;
    seen.evidence = evidence::refused;
    seen.state = state::filtered;
    seen.reason = answer.error.v6 ? reason_of_v6(answer.error) : reason_of_v4(answer.error);
    if (seen.reason == reason::no_response) return {};

    if (answer.sender == source && source != target) {
        seen.answered_by.clear(); // nobody on the network did
        seen.evidence = evidence::none;
        if (seen.reason == reason::port_unreach || seen.reason == reason::admin_prohibited)
            seen.reason = reason::perm_denied;
    } else if (p == protocol::udp && seen.reason == reason::port_unreach && answer.sender == target) {
        seen.state = state::closed; // how a host says that nothing listens (RFC 1122 section 4.1.3.1)
    }
    return seen;
}

observation from_errno(protocol p, int error, std::string_view target) {
    observation seen;
    seen.state = state::filtered;
    switch (error) {
    case ECONNREFUSED:
        seen.state = state::closed;
        seen.reason = p == protocol::tcp ? reason::conn_refused : reason::port_unreach;
        seen.evidence = evidence::refused;
        seen.answered_by = target;
        break;
    case ECONNRESET:
    case EPIPE: // the handshake was complete, or the error would be ECONNREFUSED
        seen.state = state::open;
        seen.reason = reason::reset;
        seen.evidence = evidence::connected;
        seen.answered_by = target;
        break;
    case ETIMEDOUT:
        seen.reason = reason::no_response;
        seen.evidence = evidence::silent;
        break;
    case EHOSTUNREACH: seen.reason = reason::host_unreach; break;
    case EACCES:
    case EPERM: seen.reason = reason::perm_denied; break;
    case ENETUNREACH:
    case EADDRNOTAVAIL: // exhaustion of ports was told apart before
    case EAFNOSUPPORT:
    case ENETDOWN:
    case EINVAL: // what Linux answers for a route of type blackhole
        seen.reason = reason::no_route;
        break;
    default: seen.state = state::unknown; seen.reason = reason::local_limit;
    }
    return seen;
}

bool is_local_exhaustion(int error) {
    switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EAGAIN:
    case EADDRNOTAVAIL: return true;
    default: return false;
    }
}

} // namespace fairway
