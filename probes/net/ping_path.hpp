#pragma once

#include "probes/net/journey.hpp"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairway {

/// Who answered a ping with so many hops to live.
struct ping_hop {
    int hop = 0; ///< from 1
    std::string address;
    std::chrono::milliseconds rtt{}; ///< as the system measured it

    bool operator==(const ping_hop&) const = default;
};

/// The path of pings to a host, which need not be that of other packets. Silent hops are left out.
struct ping_path {
    std::vector<ping_hop> hops;
    bool host_answered = false; ///< Some ping came to the host and back.
    bool is_whole = false;      ///< It ends at the host, or where nobody answers any more; else it was cut short.

    bool operator==(const ping_path&) const = default;
};

/// Whether this system sends pings with few hops to live for a program without privileges (Windows: IcmpSendEcho2Ex).
bool ping_paths_available();

/// Sends a ping to the host, then pings that live for one hop more each time, one after the other and `gap` apart at
/// least, until the host answers, too many hops are silent, or `deadline` is over. Blocks for that long, and for one
/// ping after a stop was requested; of any thread. Nothing where the system cannot send them.
std::optional<ping_path> follow_pings(const journey& j, std::chrono::milliseconds deadline,
                                      std::chrono::milliseconds gap, const std::stop_token& stop = {});

} // namespace fairway
