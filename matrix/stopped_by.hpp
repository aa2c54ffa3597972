#pragma once

#include "matrix/blocker.hpp"
#include "matrix/finding.hpp"

#include <optional>

namespace fairway {

/// Where the ports of a span stop; nothing if they pass, were not probed, or if nothing is known to stop them.
std::optional<blocker> stopped_by(const address_finding& a, const span& s);

/// Where a finding stops: what decided it does. Nothing, too, where it counts as pass or skip.
std::optional<blocker> stopped_by(const finding& f);

} // namespace fairway
