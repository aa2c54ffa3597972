#pragma once

#include "matrix/observation.hpp"
#include "probes/pass.hpp"
#include "probes/sweep.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace fairway {

/// Asks, for addresses behind a router, who really answered, and where silent packets end: packets with few hops to
/// live, sent unprivileged, answers read from the error queue. What answers one hop short of the host, again and again
/// from other source ports, or with an answer that has come fewer hops than the host's, is not the host: its
/// observations get `on_way`. `skip` leaves addresses out. A round lasts `wait` at most; all end within `deadline`.
/// Linux only: see ip(7), ipv6(7).
std::vector<address_path> trace(boost::asio::io_context& io, const std::vector<lane_address>& addresses,
                                const std::vector<bool>& skip, const std::vector<probe>& probes,
                                std::vector<observation>& seen, std::chrono::milliseconds deadline,
                                std::chrono::milliseconds wait, std::size_t most_in_flight, const bool& stop);

} // namespace fairway
