#include "agent/output/terminal.hpp"

#include "support/system/terminal.hpp"

#include <cstdlib>

namespace fairway {

bool stdout_shows_color() {
    const char* no_color = std::getenv("NO_COLOR");
    return shows_color(standard_stream::output) && (no_color == nullptr || *no_color == '\0');
}

} // namespace fairway
