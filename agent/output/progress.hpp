#pragma once

#include "agent/output/status_line.hpp"
#include "probes/sweep/sweep.hpp"

namespace fairway {

/// Says on a status line how far a sweep is.
void show_progress(status_line& line, const sweep_progress& progress);

} // namespace fairway
