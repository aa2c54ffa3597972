#include "agent/output/progress.hpp"

#include "support/system/terminal.hpp"

#include <cstdio>

namespace fairway {

progress_line::progress_line() : visible_(is_terminal(standard_stream::error)) {}

progress_line::~progress_line() {
    if (drawn_) std::fputs("\r\033[K", stderr);
}

void progress_line::show(const sweep_progress& p) {
    if (!visible_) return;
    drawn_ = true;
    std::fprintf(stderr, "\r\033[K%s: %zu of %zu ports answered or timed out (Ctrl-C: report what is known)",
                 p.second_look ? "Rechecking silent ports" : "Probing", p.done, p.of);
    std::fflush(stderr);
}

} // namespace fairway
