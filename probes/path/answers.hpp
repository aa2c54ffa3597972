#pragma once

#include "matrix/observation.hpp"

#include <string_view>

namespace fairway {

/// Whether it is an answer of TCP, whoever gave it.
constexpr bool is_tcp_answer(reason r) {
    return r == reason::conn_refused || r == reason::syn_ack || r == reason::reset || r == reason::hang_up;
}

/// Whether somebody answered in the target's name: by a handshake or a RST, or for UDP by a datagram or the word that
/// nothing listens. What a firewall rejects in its own name is none.
constexpr bool is_answer(const observation& o, std::string_view target) {
    return is_tcp_answer(o.reason) || o.reason == reason::udp_response ||
           (o.reason == reason::port_unreach && o.state == state::closed && o.answered_by == target);
}

} // namespace fairway
