#pragma once

#include "tests/sim/network.hpp"

namespace fairway::sim {

/// One seed, one network, on every system.
network random_network(std::uint64_t seed);

} // namespace fairway::sim
