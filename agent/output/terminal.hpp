#pragma once

#include <cstddef>

namespace fairway {

/// Whether standard output is a terminal that shows colors, and its user wants them (no-color.org).
bool stdout_shows_color();

/// Columns of standard output; 100 where it is no terminal.
std::size_t stdout_width();

} // namespace fairway
