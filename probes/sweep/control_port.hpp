#pragma once

#include "probes/sweep/pass.hpp"
#include "probes/sweep/sweep.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fairway {

/// Two high ports that no service should have, chosen by the address: the same in every run, others for every host,
/// and none of `used`.
std::vector<std::uint16_t> control_ports(std::string_view address, const std::vector<std::uint16_t>& used);

/// Asks the control ports of every address that accepted connections. Where both accept as well, something answers for
/// every port: what was only accepted there gets `on_way`. `skip` leaves addresses out.
void check_controls(boost::asio::io_context& io, const std::vector<lane_address>& addresses,
                    const std::vector<bool>& skip, const std::vector<probe>& probes, std::vector<observation>& seen,
                    std::chrono::milliseconds wait, std::size_t most_in_flight, const bool& stop);

} // namespace fairway
