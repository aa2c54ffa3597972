#pragma once

#include <string>
#include <vector>

namespace fairway::collector {

/// A column for each heading, as wide as its widest cell. Control characters are replaced: names come from a network.
std::string table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows);

} // namespace fairway::collector
