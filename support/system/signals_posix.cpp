#include "support/system/signals.hpp"

#include <csignal>

namespace fairway {

const int reload_signal = SIGHUP;

void ignore_broken_pipes() {
    ::signal(SIGPIPE, SIG_IGN);
}

void ignore_hang_ups() {
    ::signal(SIGHUP, SIG_IGN);
}

} // namespace fairway
