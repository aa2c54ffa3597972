#include "agent/service/watchdog.hpp"

#include "support/system/notify.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace fairway {

namespace {

std::optional<std::int64_t> number(const char* text) {
    if (text == nullptr) return std::nullopt;
    std::int64_t value = 0;
    const char* end = text + std::strlen(text);
    const auto [at, error] = std::from_chars(text, end, value);
    if (error != std::errc() || at != end || value <= 0) return std::nullopt;
    return value;
}

} // namespace

std::optional<std::chrono::microseconds> watchdog_period(const char* usec, const char* pid, process_number self) {
    constexpr std::int64_t year_us = std::int64_t{366} * 24 * 3600 * 1000000;
    const auto period = number(usec);
    if (!period || *period > year_us) return std::nullopt;
    if (pid != nullptr && number(pid) != self) return std::nullopt; // meant for another process
    return std::chrono::microseconds(*period);
}

watchdog::watchdog() : due_(boot_time::max()) {
    const auto period = watchdog_period(std::getenv("WATCHDOG_USEC"), std::getenv("WATCHDOG_PID"), process_id());
    if (!period) return;
    every_ = *period / 2; // as sd_watchdog_enabled(3) advises
    due_ = boot_time::min();
}

void watchdog::feed(boot_time now) {
    if (!every_ || now < due_) return;
    notify_service_manager("WATCHDOG=1");
    due_ = now + *every_;
}

} // namespace fairway
