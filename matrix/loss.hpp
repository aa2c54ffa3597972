#pragma once

#include <algorithm>
#include <cmath>

namespace fairway {

/// Loss of packets that a report has to mention, as a part of one.
inline constexpr double lossy = .1;

/// Whether so many packets without an answer may all have been lost on a line that loses this part of them, there or
/// back. 1 in 100,000: a report has some hundred findings.
inline bool loss_explains(double loss, unsigned packets) {
    constexpr double least = .02, by_chance = 1e-5; // that no loss was seen does not mean that there is none
    return std::pow(std::max(loss, least), packets) > by_chance;
}

} // namespace fairway
