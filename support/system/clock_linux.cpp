#include "support/system/clock.hpp"

#include <ctime>
#include <fstream>

namespace fairway {

namespace {

std::chrono::nanoseconds read(clockid_t which) {
    timespec t{};
    ::clock_gettime(which, &t);
    return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

} // namespace

boot_clock::time_point boot_clock::now() {
    return time_point(read(CLOCK_BOOTTIME));
}

std::string boot_id() {
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::string id;
    in >> id;
    return id;
}

std::chrono::microseconds monotonic_time() {
    return std::chrono::duration_cast<std::chrono::microseconds>(read(CLOCK_MONOTONIC));
}

} // namespace fairway
