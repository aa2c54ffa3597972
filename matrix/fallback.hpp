#pragma once

#include "matrix/finding.hpp"

#include <vector>

namespace fairway {

/// Findings of flows that are used only where others fail (flow::fallback_of) count at most as a warning while those
/// work, or were not probed; once they do not work, as they would by themselves. For all findings of a run, and again
/// when some of them were replaced.
void weigh_fallbacks(std::vector<finding>& findings);

} // namespace fairway
