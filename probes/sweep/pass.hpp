#pragma once

#include "probes/sweep/launch.hpp"
#include "probes/sweep/sweep_run.hpp"

#include <vector>

namespace fairway {

/// Runs `launches` (for each address in order of their time) until all have a result or the run is stopped. Results go
/// to `run.seen`; one that is there already and not silence stays, and its launch is skipped.
void run_pass(sweep_run& run, const std::vector<launch>& launches);

} // namespace fairway
