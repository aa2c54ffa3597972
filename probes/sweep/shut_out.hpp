#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace fairway {

// An intrusion prevention that has seen too many connections shuts this machine out: on the way to many hosts, or on
// one. Ports that answered before fall silent then, and what is silent from then on shows nothing. (A host that goes
// down meanwhile looks the same.)

/// Ports to ask once more, because they answered and others of the same address did not: up to three of an address,
/// those that refuse first; of open ones two, services lock out who connects and leaves too often. `skip` leaves
/// addresses out.
std::vector<probe> witnesses(const std::vector<probe>& probes, const std::vector<observation>& seen,
                             const std::vector<bool>& skip);

/// What the witnesses of an address say. `few`: it fell silent, but only one port shows it.
enum class witnessed : std::uint8_t { nothing, answers, silent, few };

/// By address. `answers`: of the witnesses, in order; `losses`: the part of packets that is lost, by address.
std::vector<witnessed> hear_witnesses(const std::vector<probe>& witnesses, const std::vector<observation>& answers,
                                      const std::vector<double>& losses);

/// The addresses that this machine is shut out from. A single port may have fallen silent for itself: its service
/// hangs, or starts again. That counts only where another address is shut out.
std::vector<bool> shut_out_from(const std::vector<witnessed>& by_address);

/// Notes it in `seen`: what is silent over TCP and was asked first after the last port that still answered. `started`:
/// each probe's first packet. Where several addresses are shut out and none is known to answer still, that goes for
/// addresses without witnesses, too: packets to them may have met the same fate. `skip`: not these.
void note_shut_out(const std::vector<witnessed>& by_address, const std::vector<bool>& skip,
                   const std::vector<probe>& probes, const std::vector<std::chrono::steady_clock::time_point>& started,
                   std::vector<observation>& seen);

} // namespace fairway
