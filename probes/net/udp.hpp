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
    udp_question(const wire::exchange* asked, const socket_address& to, std::uint8_t hops = 0);

    const wire::exchange* exchange;
    wire::context about;
    std::string request;
    std::optional<socket_address> to;      ///< where it goes, if its socket hears every address
    std::optional<observation> from_other; ///< Another address answered it. Counts only while the right one is silent.
};

/// Opens a datagram socket towards `j.to`, so that only its answers and ICMP errors arrive. With `asked`, whose answers
/// repeat a random number, and on systems that keep ICMP errors of sockets that are not connected, it hears every
/// address: a host with several may answer from the wrong one.
opened_socket open_datagram(const journey& j, std::uint8_t hops = 0, const wire::exchange* asked = nullptr);

/// Sends the request once more. An ICMP error that waited is reported here and not lost: give it to look_at_datagram().
net_error send_request(socket_handle s, const udp_question& question);

/// What came back so far; nothing while there is only silence. `error` as send_request() returned it.
std::optional<observation> look_at_datagram(socket_handle s, net_error error, udp_question& question,
                                            std::string_view target, std::string_view source);

/// Silence of the target until the deadline: open, or filtered, or answered from another address.
observation unanswered_datagram(const udp_question& question);

} // namespace fairway
