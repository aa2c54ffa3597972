#pragma once

#include "tests/sim/investigation.hpp"

#include <string>

namespace fairway::sim {

/// A network, what is sent through it, what comes back, and what is made of it: for somebody who wants to know why.
std::string explain(network net, std::uint64_t seed, const patience& p);

std::string describe(const network& net);

} // namespace fairway::sim
