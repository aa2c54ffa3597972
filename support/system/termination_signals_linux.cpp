#include "support/system/termination_signals.hpp"

#include <csignal>
#include <ctime>

namespace fairway {

namespace {

sigset_t terminations() {
    sigset_t set;
    ::sigemptyset(&set);
    ::sigaddset(&set, SIGTERM);
    ::sigaddset(&set, SIGINT);
    return set;
}

} // namespace

termination_signals::termination_signals() {
    const auto set = terminations();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

std::optional<int> termination_signals::wait_for(std::chrono::seconds time) {
    const auto set = terminations();
    const timespec at_most{time.count(), 0};
    const int signal = ::sigtimedwait(&set, nullptr, &at_most);
    if (signal < 0) return std::nullopt; // that time has passed (or a debugger came by)
    return signal;
}

} // namespace fairway
