#include "probes/net/verdict.hpp"

namespace fairway {

namespace {

// RFC 792, RFC 1812 section 5.2.7.1
reason reason_of_v4(const icmp_error& e) {
    constexpr int destination_unreachable = 3, time_exceeded = 11;
    if (e.type == time_exceeded) return reason::time_exceeded;
    if (e.type != destination_unreachable) return reason::no_response;
    switch (e.code) {
    case 2:                                   // protocol
    case 3: return reason::port_unreach;      // port
    case 9:                                   // network administratively prohibited
    case 10:                                  // host administratively prohibited
    case 13:                                  // communication administratively prohibited
    case 14:                                  // host precedence violation
    case 15: return reason::admin_prohibited; // precedence cutoff
    case 0:                                   // network
    case 6:                                   // network unknown
    case 11: return reason::net_unreach;      // network, for this type of service
    case 4: return reason::no_response;       // fragmentation needed: about a packet's size, not about the port
    default: return reason::host_unreach;
    }
}

// RFC 4443 sections 3.1 and 3.3
reason reason_of_v6(const icmp_error& e) {
    constexpr int destination_unreachable = 1, time_exceeded = 3;
    if (e.type == time_exceeded) return reason::time_exceeded;
    if (e.type != destination_unreachable) return reason::no_response;
    switch (e.code) {
    case 0:                                   // no route
    case 2: return reason::net_unreach;       // beyond the scope of the source address
    case 3: return reason::host_unreach;      // address
    case 4: return reason::port_unreach;      // port
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

observation from_error(protocol p, net_error error, std::string_view target) {
    observation seen;
    seen.state = state::filtered;
    switch (error) {
    case net_error::refused:
        seen.state = state::closed;
        seen.reason = p == protocol::tcp ? reason::conn_refused : reason::port_unreach;
        seen.evidence = evidence::refused;
        seen.answered_by = target;
        break;
    case net_error::port_unreachable: // closed, or rejected on the way: only the sender would tell
        seen.state = state::unknown;
        seen.reason = reason::port_unreach;
        break;
    case net_error::reset: // the handshake was complete, or it would be a refusal
        seen.state = state::open;
        seen.reason = reason::reset;
        seen.evidence = evidence::connected;
        seen.answered_by = target;
        break;
    case net_error::timed_out:
        seen.reason = reason::no_response;
        seen.evidence = evidence::silent;
        break;
    case net_error::host_unreachable: seen.reason = reason::host_unreach; break;
    case net_error::not_permitted: seen.reason = reason::perm_denied; break;
    case net_error::no_route: seen.reason = reason::no_route; break;
    case net_error::no_source:
        seen.state = state::unknown;
        seen.reason = reason::no_source;
        break;
    case net_error::none:
    case net_error::exhausted:
    case net_error::busy:
    case net_error::other:
        seen.state = state::unknown;
        seen.reason = reason::local_limit;
        break;
    }
    return seen;
}

} // namespace fairway
