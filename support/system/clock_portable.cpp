#include "support/system/clock.hpp"

namespace fairway {

boot_clock::time_point boot_clock::now() {
    return time_point(std::chrono::steady_clock::now().time_since_epoch());
}

std::string boot_id() {
    return {};
}

std::chrono::microseconds monotonic_time() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

} // namespace fairway
