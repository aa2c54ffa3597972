#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// Where control ports are: above what Linux gives to clients.
inline constexpr unsigned first_control_port = 61'000, control_port_count = 4'000;

/// Where UDP ports that nobody asked for are: where traceroute begins.
inline constexpr unsigned first_unused_udp_port = 33'434;

/// Where an address begins among them: the same in every run, elsewhere for another address.
std::uint32_t control_start(std::string_view address);

/// Two high ports that no service should have, chosen by the address: the same in every run, others for every host,
/// and none of `used`.
std::vector<std::uint16_t> control_ports(std::string_view address, const std::vector<std::uint16_t>& used);

/// The packets that ask the control ports of every address that accepted connections; `skip` leaves addresses out.
std::vector<probe> control_packets(const std::vector<std::string>& addresses, const std::vector<bool>& skip,
                                   const std::vector<probe>& probes, const std::vector<observation>& seen);

/// Where both control ports of an address accept as well, something answers for every port: what was only accepted
/// there gets `on_way`. `answers`: to those packets, in order.
void weigh_controls(const std::vector<probe>& controls, const std::vector<observation>& answers,
                    const std::vector<probe>& probes, std::vector<observation>& seen);

} // namespace fairway
