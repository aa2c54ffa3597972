#include "support/system/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace fairway {

namespace {

int descriptor_of(standard_stream which) {
    switch (which) {
    case standard_stream::input: return STDIN_FILENO;
    case standard_stream::output: return STDOUT_FILENO;
    case standard_stream::error: return STDERR_FILENO;
    }
    return -1;
}

} // namespace

bool is_terminal(standard_stream which) {
    return ::isatty(descriptor_of(which)) == 1;
}

bool takes_control_codes(standard_stream which) {
    return is_terminal(which);
}

bool shows_color(standard_stream which) {
    if (!is_terminal(which)) return false;
    const char* terminal = std::getenv("TERM");
    return terminal != nullptr && std::string_view(terminal) != "dumb";
}

struct hidden_typing::settings {
    termios its{};
};

hidden_typing::hidden_typing() {
    auto before = std::make_unique<settings>();
    if (::tcgetattr(STDIN_FILENO, &before->its) != 0) return;
    termios hidden = before->its;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0) before_ = std::move(before);
}

hidden_typing::~hidden_typing() {
    if (before_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_->its);
}

std::optional<std::size_t> terminal_width(standard_stream which) {
    winsize size{};
    if (!is_terminal(which) || ::ioctl(descriptor_of(which), TIOCGWINSZ, &size) != 0) return std::nullopt;
    return size.ws_col;
}

} // namespace fairway
