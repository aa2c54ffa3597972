#include "probes/net/udp.hpp"

#include "probes/net/connect.hpp"
#include "probes/net/error_queue.hpp"
#include "probes/net/verdict.hpp"

#include <array>
#include <random>
#include <utility>

namespace fairway {

udp_question::udp_question(const wire::exchange* asked) : exchange(asked) {
    if (exchange == nullptr) return;
    std::random_device random;
    about.cookie = std::uint64_t{random()} << 32 | random();
    request = exchange->request(about);
}

opened_socket open_datagram(const journey& j, std::uint8_t hops) {
    const bool v6 = j.to.v6();
    auto opened = open_socket(v6, transport_kind::datagram);
    if (opened.socket == no_socket) return opened;
    keep_icmp_errors(opened.socket, v6, hops > 0);
    limit_hops(opened.socket, v6, hops);
    opened.error = connect_to(opened.socket, j);
    return opened;
}

net_error send_request(socket_handle s, const udp_question& question) {
    return send_whole(s, question.request);
}

std::optional<observation> look_at_datagram(socket_handle s, net_error error, const udp_question& question,
                                            std::string_view target, std::string_view source) {
    std::array<char, 65536> buffer;
    // The first receive may return an ICMP error, with answers behind it.
    for (int n = 0; n < 8; ++n) {
        const auto got = receive_some(s, buffer.data(), buffer.size());
        if (got.what == received::kind::bytes) {
            const std::string_view answer(buffer.data(), got.size);
            observation seen;
            seen.state = state::open;
            seen.reason = reason::udp_response;
            seen.answered_by = target;
            seen.evidence = evidence::connected;
            if (question.exchange == nullptr) return seen; // no protocol was asked for: none is identified
            wire::reply said = question.exchange->read(question.about, answer);
            seen.other_protocol = said.says != wire::reply::verdict::confirmed;
            if (!seen.other_protocol) seen.evidence = evidence::identified;
            seen.identity = std::move(said.identity);
            return seen;
        }
        if (got.what == received::kind::nothing_yet) break;
        error = got.error;
    }
    if (const auto answer = take_icmp_error(s)) {
        observation seen = from_icmp(protocol::udp, *answer, target, source);
        if (seen.reason != reason::not_run) return seen;
        return std::nullopt;
    }
    if (error == net_error::none || error == net_error::busy) return std::nullopt;
    return from_error(protocol::udp, error, target);
}

observation unanswered_datagram() {
    observation seen;
    seen.state = state::open_or_filtered;
    seen.reason = reason::no_response;
    seen.evidence = evidence::silent;
    return seen;
}

} // namespace fairway
