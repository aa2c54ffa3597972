#include "agent/output/progress.hpp"

#include <cstdio>
#include <unistd.h>

namespace fairway {

progress_line::progress_line() : visible_(::isatty(STDERR_FILENO) == 1) {}

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
