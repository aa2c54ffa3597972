#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace fairway::collector {

/// A text given as a cursor that is not one of this store's.
struct bad_cursor : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Where a page ended: the key of its last row, as text that a URL can carry as it is.
std::string to_cursor(const std::vector<std::string>& key);

/// The inverse. Throws bad_cursor unless `cursor` is a key of `fields` texts of at most 1 KiB each.
std::vector<std::string> from_cursor(const std::string& cursor, std::size_t fields);

/// The same for a number.
std::string to_cursor(long long number);
long long number_from_cursor(const std::string& cursor);

} // namespace fairway::collector
