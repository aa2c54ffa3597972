#pragma once

#include "probes/sweep/sweep_run.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace fairway {

/// Asks, for addresses behind a router, who really answered, and where silent packets end: packets with few hops to
/// live, sent unprivileged, answers read from the error queue. What answers one hop short of the host, again and again
/// from other source ports, or with an answer that has come fewer hops than the host's, is not the host: its
/// observations get `on_way`; those of the host get who_answered::host; silent ones get `path_end`. `skip` leaves
/// addresses out. A round lasts `wait` at most; all end within `deadline`. Returns each address's distance in hops,
/// where its answers show it.
std::vector<std::optional<int>> trace(sweep_run& run, const std::vector<bool>& skip, std::chrono::milliseconds deadline,
                                      std::chrono::milliseconds wait);

/// Whether this system can: it needs an error queue for ICMP errors (Linux: ip(7), ipv6(7)), which some sandboxes lack.
bool trace_available();

} // namespace fairway
