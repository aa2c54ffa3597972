#pragma once

#include "matrix/port.hpp"

#include <cstddef>
#include <cstdint>

namespace fairway {

/// Of each range its edges and a choice of what lies between, `sample` ports in all (0: every port). The choice
/// depends on the seed alone and is the same on every platform.
port_list sampled(const port_list& ports, std::size_t sample, std::uint32_t seed);

/// What some of the ports that were probed stand for: themselves, and of their ranges in `ports` those next to them
/// that were not probed, up to the nearest that was. All three lists are in order.
port_list with_unprobed(const port_list& some, const port_list& probed, const port_list& ports);

} // namespace fairway
