#pragma once

#include "matrix/observation.hpp"
#include "matrix/rpc_ports.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

struct seen_port {
    std::uint16_t port = 0;
    observation seen;
};

/// What was seen at one address of one target, for one flow.
struct seen_address {
    std::string name;
    std::string address;          ///< empty: the name did not resolve; one that no host can have is not probed
    std::string source;           ///< empty: no route
    bool refuses = false;         ///< Some TCP port of this address, of any flow, answered with a RST: it is not mute.
    std::vector<seen_port> ports; ///< ascending
    std::string detail;           ///< e.g. why the name did not resolve
    std::optional<int> hops = {}; ///< distance, where it was measured
    bool asked = true;            ///< false: the name was not looked up, so nothing is known of it
    double loss = 0;              ///< Part of its packets that was lost, there or back, from 0 to 1.
    std::optional<rpc_ports> rpc = {}; ///< Of a flow with dynamic RPC ports: which of them are in use.
};

} // namespace fairway
