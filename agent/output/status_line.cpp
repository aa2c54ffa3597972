#include "agent/output/status_line.hpp"

#include "support/system/terminal.hpp"
#include "text/columns.hpp"
#include "text/printable.hpp"

#include <algorithm>
#include <cstdio>

namespace fairway {

namespace {

/// Now: a window changes its size while one waits.
std::size_t terminal_columns() {
    return std::max<std::size_t>(terminal_width(standard_stream::error).value_or(0), 1);
}

void write(const std::string& codes) {
    std::fputs(codes.c_str(), stderr);
    std::fflush(stderr);
}

} // namespace

std::string redrawn(std::string_view text, std::size_t width, std::size_t drawn) {
    constexpr std::string_view erase = "\r\033[K", one_up = "\033[A";
    std::string codes;
    // A terminal that became narrower has broken the old line into several.
    for (; drawn > width; drawn -= width)
        codes += std::string(erase) + std::string(one_up);
    // Behind the last column many terminals go to the next line.
    return codes + std::string(erase) + clipped(printable(text), width - 1);
}

status_line::status_line() : visible_(takes_control_codes(standard_stream::error)) {}

status_line::~status_line() {
    clear();
}

void status_line::show(const std::string& text, const std::string& hint) {
    if (!visible_) return;
    const auto width = terminal_columns();
    const std::string both = text + " " + hint;
    const std::string line = clipped(width_of(both) < width ? both : text, width - 1);
    write(redrawn(line, width, drawn_));
    drawn_ = width_of(line);
}

void status_line::clear() {
    if (drawn_ > 0) write(redrawn("", terminal_columns(), drawn_));
    drawn_ = 0;
}

} // namespace fairway
