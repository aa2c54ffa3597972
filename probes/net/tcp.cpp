#include "probes/net/tcp.hpp"

#include "probes/net/connect.hpp"
#include "probes/net/error_queue.hpp"
#include "probes/net/tcp_state.hpp"
#include "probes/net/verdict.hpp"

namespace fairway {

namespace {

// On a local address the kernel may choose the port that is being probed as our own: the socket then connects to
// itself (RFC 9293, simultaneous open), and nobody listens there.
bool connected_to_itself(socket_handle s) {
    const auto here = local_address(s), there = peer_address(s);
    return here && there && *here == *there;
}

connect_view finished(observation seen) {
    connect_view view;
    view.at = connect_view::stage::finished;
    view.seen = std::move(seen);
    return view;
}

} // namespace

opened_socket start_connect(const journey& j, std::uint8_t hops, std::uint8_t least_ttl) {
    const bool v6 = j.to.v6();
    auto opened = open_socket(v6, transport_kind::stream);
    if (opened.socket == no_socket) return opened;
    keep_icmp_errors(opened.socket, v6);
    limit_hops(opened.socket, v6, hops);
    hear_least_ttl(opened.socket, v6, least_ttl);
    // Repeated sweeps of one open port must not fill the port range with TIME_WAIT.
    reset_on_close(opened.socket);
    try_once(opened.socket);
    opened.error = connect_to(opened.socket, j);
    return opened;
}

opened_socket start_talk(const journey& j) {
    auto opened = open_socket(j.to.v6(), transport_kind::stream);
    if (opened.socket != no_socket) opened.error = connect_to(opened.socket, j);
    return opened;
}

connect_view look_at_connect(socket_handle s, net_error error, std::string_view target, std::string_view source) {
    if (error == net_error::none) {
        const auto tcp = tcp_state_of(s);
        if (tcp.established) {
            if (source == target && connected_to_itself(s))
                return finished(from_error(protocol::tcp, net_error::refused, target));
            connect_view view;
            view.at = connect_view::stage::established;
            view.rtt = tcp.rtt;
            view.seen.state = state::open;
            view.seen.reason = reason::syn_ack;
            view.seen.evidence = evidence::connected;
            view.seen.answered_by = target;
            if (tcp.rtt.count() > 0) view.seen.rtt_us = static_cast<std::uint32_t>(tcp.rtt.count());
            return view;
        }
        error = take_error(s);
    }
    // A RST leaves no entry in the error queue, an ICMP error does. A handshake that was completed and then reset is
    // no ICMP matter any more.
    if (error != net_error::reset) {
        if (const auto answer = take_icmp_error(s)) {
            auto seen = from_icmp(protocol::tcp, *answer, target, source);
            if (seen.reason != reason::not_run) return finished(std::move(seen));
        }
    }
    if (error == net_error::none) return {};
    return finished(from_error(protocol::tcp, error, target));
}

void settle(socket_handle s, observation& open) {
    const auto got = peek(s);
    if (got.what == received::kind::bytes && got.size == 0) open.reason = reason::hang_up;
    if (got.what == received::kind::failed && got.error == net_error::reset) open.reason = reason::reset;
}

} // namespace fairway
