#pragma once

#include <string>
#include <vector>

namespace fairway::collector {

/// Roles as one column: a JSON list.
std::string roles_to_text(const std::vector<std::string>& roles);
std::vector<std::string> roles_from_text(const std::string& text);

} // namespace fairway::collector
