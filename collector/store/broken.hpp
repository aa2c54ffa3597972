#pragma once

#include "matrix/finding.hpp"

#include <array>

namespace fairway::collector {

inline constexpr std::array every_outcome{outcome::skip, outcome::pass, outcome::warn, outcome::unknown, outcome::fail};

/// The one definition of "broken": what somebody should look at. Filters, counts and pages all go by it.
constexpr bool is_broken(outcome counts_as) {
    return counts_as == outcome::fail || counts_as == outcome::unknown || counts_as == outcome::warn;
}

} // namespace fairway::collector
