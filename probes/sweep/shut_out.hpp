#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"

#include <chrono>
#include <vector>

namespace fairway {

// An intrusion prevention that has seen too many connections shuts this machine out: on the way to many hosts, or on
// one. Ports that answered before fall silent then, and what is silent from then on shows nothing.

/// Ports to ask once more, because they answered and others of the same address did not: up to three of an address,
/// those that refuse first; an open one once, services lock out who connects and leaves too often. `skip` leaves
/// addresses out.
std::vector<probe> witnesses(const std::vector<probe>& probes, const std::vector<observation>& seen,
                             const std::vector<bool>& skip);

/// The addresses of which all witnesses have fallen silent, if loss does not explain it. `answers`: of the witnesses,
/// in order; `losses`: the part of packets that is lost, by address.
std::vector<bool> shut_out_from(const std::vector<probe>& witnesses, const std::vector<observation>& answers,
                                const std::vector<double>& losses);

/// Notes it in `seen`: what is silent and was asked first after the last port that still answered. `started`: each
/// probe's first packet. Of addresses that are not shut out it is what began after that, too: by then packets to them
/// may have met the same fate.
void note_shut_out(const std::vector<bool>& shut_out, const std::vector<probe>& probes,
                   const std::vector<std::chrono::steady_clock::time_point>& started, std::vector<observation>& seen);

} // namespace fairway
