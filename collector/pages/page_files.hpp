#pragma once

#include "text/embedded_text.hpp"

#include <vector>

namespace fairway::collector {

/// What browsers are given: the dashboard of collector/web, or the one page that says that there is none.
std::vector<embedded_text> page_files();

} // namespace fairway::collector
