#pragma once

#include "probes/net/ping_path.hpp"
#include "probes/sweep/sweep.hpp"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace fairway {

/// Addresses whose silence on TCP ports a path of pings may shed light on, a few at most. Indices of asked.addresses.
std::vector<std::uint32_t> worth_pings(const sweep_request& asked, const sweep_result& swept);

/// What a report notes of the pings to an address that is silent on some ports; empty where nobody answered one. It is
/// the path of pings, and blames nobody.
std::string ping_note(const std::string& address, const ping_path& path);

/// Pings those addresses and returns the notes, on systems without hop checks that can. Blocks for the deadline of a
/// probe at most, or until soon after a stop.
std::vector<std::string> ping_notes(const sweep_request& asked, const sweep_result& swept, lanes& paced,
                                    const std::stop_token& stop);

} // namespace fairway
