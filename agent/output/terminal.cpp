#include "agent/output/terminal.hpp"

#include "support/system/terminal.hpp"

#include <cstdlib>
#include <string_view>

namespace fairway {

bool stdout_shows_color() {
    if (!is_terminal(standard_stream::output)) return false;
    const char* no_color = std::getenv("NO_COLOR");
    if (no_color != nullptr && *no_color != '\0') return false;
    const char* terminal = std::getenv("TERM");
    return terminal != nullptr && std::string_view(terminal) != "dumb";
}

} // namespace fairway
