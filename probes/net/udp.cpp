#include "probes/net/udp.hpp"

#include "probes/net/connect.hpp"
#include "probes/net/error_queue.hpp"
#include "probes/net/verdict.hpp"

#include <array>
#include <random>
#include <utility>

namespace fairway {

namespace {

/// The hops of a walk are about ICMP errors alone.
bool hears_every_address(const wire::exchange* asked, std::uint8_t hops) {
    static const bool keeps_errors = error_queue_available();
    return asked != nullptr && hops == 0 && keeps_errors;
}

observation answered(std::string by) {
    observation seen;
    seen.state = state::open;
    seen.reason = reason::udp_response;
    seen.answered_by = std::move(by);
    seen.evidence = evidence::connected;
    return seen;
}

/// From another address only the answer to this very question counts: everybody can send something to a port of ours.
/// The programs that ask take it for none.
void hear_other(udp_question& question, const socket_address& from, std::string_view answer) {
    if (question.from_other || from.bytes() == question.to->bytes()) return;
    wire::reply said = question.exchange->read(question.about, answer);
    if (said.says != wire::reply::verdict::confirmed) return;
    question.from_other = answered(from.text());
    question.from_other->mute = true;
    question.from_other->identity = std::move(said.identity);
}

} // namespace

udp_question::udp_question(const wire::exchange* asked, const socket_address& towards, std::uint8_t hops)
    : exchange(asked) {
    if (exchange == nullptr) return;
    if (hears_every_address(asked, hops)) to = towards;
    std::random_device random;
    about.cookie = std::uint64_t{random()} << 32 | random();
    request = exchange->request(about);
}

opened_socket open_datagram(const journey& j, std::uint8_t hops, const wire::exchange* asked) {
    const bool v6 = j.to.v6();
    auto opened = open_socket(v6, transport_kind::datagram);
    if (opened.socket == no_socket) return opened;
    keep_icmp_errors(opened.socket, v6, hops > 0);
    limit_hops(opened.socket, v6, hops);
    opened.error = hears_every_address(asked, hops) ? leave_from(opened.socket, j) : connect_to(opened.socket, j);
    return opened;
}

net_error send_request(socket_handle s, const udp_question& question) {
    return question.to ? send_to(s, *question.to, question.request) : send_whole(s, question.request);
}

std::optional<observation> look_at_datagram(socket_handle s, net_error error, udp_question& question,
                                            std::string_view target, std::string_view source) {
    std::array<char, 65536> buffer;
    // The first receive may return an ICMP error, with answers behind it.
    for (int n = 0; n < 8; ++n) {
        socket_address from;
        const auto got = receive_from(s, buffer.data(), buffer.size(), from);
        if (got.what == received::kind::bytes) {
            const std::string_view answer(buffer.data(), got.size);
            if (question.to && (from.bytes() != question.to->bytes() || from.port() != question.to->port())) {
                hear_other(question, from, answer);
                continue;
            }
            auto seen = answered(std::string(target));
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

observation unanswered_datagram(const udp_question& question) {
    if (question.from_other) return *question.from_other;
    observation seen;
    seen.state = state::open_or_filtered;
    seen.reason = reason::no_response;
    seen.evidence = evidence::silent;
    return seen;
}

} // namespace fairway
