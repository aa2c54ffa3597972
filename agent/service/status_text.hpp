#pragma once

#include "agent/service/status.hpp"
#include "text/columns.hpp"

#include <string>

namespace fairway {

/// The status for people. `alive`: whether the process runs; `now` is for ages.
std::string render_status(const service_status& s, bool alive, wall_time now, std::size_t width = default_width);

} // namespace fairway
