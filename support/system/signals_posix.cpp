#include "support/system/signals.hpp"

#include <csignal>

namespace fairway {

const int reload_signal = SIGHUP;

const std::vector<int>& stop_signals() {
    static const std::vector<int> signals{SIGINT, SIGTERM};
    return signals;
}

void ignore_broken_pipes() {
    ::signal(SIGPIPE, SIG_IGN);
}

void ignore_file_size_signals() {
    ::signal(SIGXFSZ, SIG_IGN);
}

void ignore_hang_ups() {
    ::signal(SIGHUP, SIG_IGN);
}

} // namespace fairway
