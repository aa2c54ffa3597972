#pragma once

#include "probes/sweep/sweep_run.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fairway {

/// Two high ports that no service should have, chosen by the address: the same in every run, others for every host,
/// and none of `used`.
std::vector<std::uint16_t> control_ports(std::string_view address, const std::vector<std::uint16_t>& used);

/// Asks the control ports of every address that accepted connections. Where both accept as well, something answers for
/// every port: what was only accepted there gets `on_way`. `skip` leaves addresses out; an answer is waited for so
/// long.
void check_controls(sweep_run& run, const std::vector<bool>& skip, std::chrono::milliseconds wait);

} // namespace fairway
