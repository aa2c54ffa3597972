#pragma once

namespace fairway {

/// Whether standard output is a terminal that shows colors, and its user wants them (no-color.org).
bool stdout_shows_color();

} // namespace fairway
