#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fairway::collector {

/// Where a page ended: the key of its last row, as text that a URL can carry as it is.
std::string to_cursor(const std::vector<std::string>& key);

/// The inverse. Throws std::invalid_argument where `cursor` is no key of `fields` texts of at most 1 KiB each.
std::vector<std::string> from_cursor(const std::string& cursor, std::size_t fields);

/// The same of a number.
std::string to_cursor(long long number);
long long number_from_cursor(const std::string& cursor);

} // namespace fairway::collector
