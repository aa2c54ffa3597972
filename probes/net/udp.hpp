#pragma once

#include "matrix/observation.hpp"
#include "probes/net/journey.hpp"
#include "probes/net/socket.hpp"
#include "probes/wire/exchange.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// What one probe asks a UDP port.
struct udp_question {
    /// `asked`: null for an empty datagram, to which any answer counts. The cookie is random, new with each question.
    explicit udp_question(const wire::exchange* asked);

    const wire::exchange* exchange;
    wire::context about;
    std::string request;
};

/// Opens a datagram socket towards `j.to`, so that only its answers and ICMP errors arrive.
opened_socket open_datagram(const journey& j, std::uint8_t hops = 0);

/// Sends the request once more. An ICMP error that waited is reported here and not lost: give it to look_at_datagram().
net_error send_request(socket_handle s, const udp_question& question);

/// What came back so far; nothing while there is only silence. `error` as send_request() returned it.
std::optional<observation> look_at_datagram(socket_handle s, net_error error, const udp_question& question,
                                            std::string_view target, std::string_view source);

/// Silence until the deadline: open, or filtered.
observation unanswered_datagram();

} // namespace fairway
