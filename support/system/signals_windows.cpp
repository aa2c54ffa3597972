#include "support/system/signals.hpp"

#include <csignal>

namespace fairway {

const int reload_signal = no_signal;

// SIGBREAK: Ctrl-Break, and what support/system/console_windows.cpp makes of a console that closes.
const std::vector<int>& stop_signals() {
    static const std::vector<int> signals{SIGINT, SIGBREAK, SIGTERM};
    return signals;
}

// Here all of them are errors like others anyway, or do not exist.
void ignore_broken_pipes() {}
void ignore_file_size_signals() {}
void ignore_hang_ups() {}

} // namespace fairway
