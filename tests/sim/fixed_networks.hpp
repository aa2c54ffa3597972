#pragma once

#include "tests/sim/network.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fairway::sim {

/// A network made by hand, so that a rule which looks right is seen to be wrong; and what may be said of it.
struct fixed_network {
    std::string_view name;
    network net;
    port_mask x = 0;  ///< the ports that it is about
    unsigned may = 0; ///< what may be said of them: of the values below
};
inline constexpr unsigned said_host = 1, said_somebody = 2, said_drop = 4, said_nothing = 8;

std::vector<fixed_network> fixed_networks();

/// Routers that all count and complain, each a hop farther, and a host that refuses what it does not serve.
/// TCP ports: X 150 and Y 100 closed, 200 open; UDP: 53 open. Y comes first: rules that take a first port for the host
/// meet it.
network plain_network(int routers);

/// Where plain_network() has them.
inline constexpr port_mask port_x = 1, port_y = 2, port_open = 4, port_udp = port_mask{1} << first_udp;

} // namespace fairway::sim
