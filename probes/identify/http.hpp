#pragma once

#include "probes/wire/http.hpp"

#include <string>

namespace fairway::identify {

/// "403, nginx": the status, and what the server calls itself.
std::string describe(const wire::http_head& head);

} // namespace fairway::identify
