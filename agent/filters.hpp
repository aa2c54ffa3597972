#pragma once

#include "agent/assignment.hpp"
#include "matrix/plan.hpp"

#include <vector>

namespace fairway {

/// What is wrong where `--only` leaves nothing of the plan to probe, or `--explain` asks for flows that it does not
/// probe: why it does not, and what there is. Empty if there is nothing to probe even without them.
std::vector<problem> idle_filters(const assignment& a, const plan& p, const check_options& o);

} // namespace fairway
