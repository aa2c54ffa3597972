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

struct hidden_typing::settings {
    DWORD mode = 0;
};

hidden_typing::hidden_typing() {
    auto before = std::make_unique<settings>();
    const auto input = stream_handle(standard_stream::input);
    if (::GetConsoleMode(input, &before->mode) == 0) return;
    if (::SetConsoleMode(input, before->mode & ~static_cast<DWORD>(ENABLE_ECHO_INPUT)) != 0)
        before_ = std::move(before);
}

hidden_typing::~hidden_typing() {
    if (before_) ::SetConsoleMode(stream_handle(standard_stream::input), before_->mode);
}

std::optional<std::size_t> terminal_width(standard_stream which) {
    CONSOLE_SCREEN_BUFFER_INFO info{};
    if (::GetConsoleScreenBufferInfo(stream_handle(which), &info) == 0) return std::nullopt;
    return static_cast<std::size_t>(info.srWindow.Right - info.srWindow.Left + 1);
}

} // namespace fairway
