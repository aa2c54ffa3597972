#include "support/system/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <windows.h>

namespace fairway {

namespace {

HANDLE stream_handle(standard_stream which) {
    switch (which) {
    case standard_stream::input: return ::GetStdHandle(STD_INPUT_HANDLE);
    case standard_stream::output: return ::GetStdHandle(STD_OUTPUT_HANDLE);
    case standard_stream::error: return ::GetStdHandle(STD_ERROR_HANDLE);
    }
    return nullptr;
}

} // namespace

bool is_terminal(standard_stream which) {
    DWORD mode = 0;
    return ::GetConsoleMode(stream_handle(which), &mode) != 0;
}

// prepared_console has asked for them; a console that does not know them has refused.
bool takes_control_codes(standard_stream which) {
    constexpr DWORD virtual_terminal_processing = 4;
    DWORD mode = 0;
    return ::GetConsoleMode(stream_handle(which), &mode) != 0 && (mode & virtual_terminal_processing) != 0;
}

// Windows sets no TERM; who sets it means it.
bool shows_color(standard_stream which) {
    const char* terminal = std::getenv("TERM");
    return takes_control_codes(which) && (terminal == nullptr || std::string_view(terminal) != "dumb");
}

std::optional<std::size_t> terminal_width(standard_stream which) {
    CONSOLE_SCREEN_BUFFER_INFO info{};
    if (::GetConsoleScreenBufferInfo(stream_handle(which), &info) == 0) return std::nullopt;
    return static_cast<std::size_t>(info.srWindow.Right - info.srWindow.Left + 1);
}

} // namespace fairway
