#pragma once

#include "probes/sweep/sweep_run.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace fairway {

/// Carries an inquiry out (see path/inquiry.hpp) with packets of few hops to live, sent unprivileged, whose answers are
/// read from the error queue; notes in `run.seen` what it concludes. `skip` leaves addresses out. A round of packets
/// lasts `wait` at most, but for their pace; none begins after `deadline`. Returns each address's distance in hops,
/// where its answers show it.
std::vector<std::optional<int>> trace(sweep_run& run, const std::vector<bool>& skip, std::chrono::milliseconds deadline,
                                      std::chrono::milliseconds wait);

/// Asks the control ports of every address that accepted connections, and weighs the answers. An answer is waited for
/// so long.
void check_controls(sweep_run& run, const std::vector<bool>& skip, std::chrono::milliseconds wait);

/// Whether this system can trace: it needs an error queue for ICMP errors (Linux: ip(7), ipv6(7)), which some sandboxes
/// lack.
bool trace_available();

/// Whether an ICMP error that ends a TCP connect shows, and who sent it.
bool rejections_told();

} // namespace fairway
