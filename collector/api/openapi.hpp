#pragma once

#include "text/embedded_text.hpp"

#include <vector>

namespace fairway::collector {

/// collector/api/openapi.json: the only one.
std::vector<embedded_text> openapi_files();

} // namespace fairway::collector
