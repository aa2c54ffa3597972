#pragma once

#include "probes/sweep/sweep.hpp"

#include <string>
#include <vector>

namespace fairway {

/// What a report notes of the lines to its targets, one sentence or two for each cause: that the network shut this host
/// out, that packets get lost, that routers were asked more than they answer.
std::vector<std::string> line_notes(const sweep_request& asked, const sweep_result& swept);

} // namespace fairway
