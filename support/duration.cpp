#include "support/duration.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace fairway {

using std::chrono::milliseconds;

namespace {

std::string counted(std::int64_t n, const char* one) {
    return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

} // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
    if (text.starts_with('-')) return std::nullopt; // "-0s"
    std::int64_t number = 0;
    const auto [unit, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    // So few digits overflow in no unit.
    if (error != std::errc() || unit - text.data() > 9) return std::nullopt;
    const std::string_view rest = text.substr(static_cast<std::size_t>(unit - text.data()));
    if (rest == "ms") return milliseconds(number);
    if (rest == "s") return std::chrono::seconds(number);
    if (rest == "m") return std::chrono::minutes(number);
    if (rest == "h") return std::chrono::hours(number);
    return std::nullopt;
}

std::string in_words(milliseconds time) {
    const auto seconds = std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::seconds>(time).count(), 0);
    if (time > milliseconds(0) && seconds == 0) return "less than a second";
    if (seconds < 60) return counted(seconds, "second");
    const auto two = [](std::int64_t big, const char* name, std::int64_t small, const char* small_name) {
        std::string text = counted(big, name);
        if (small > 0) text += " " + counted(small, small_name);
        return text;
    };
    if (seconds < 600) return two(seconds / 60, "minute", seconds % 60, "second");
    if (seconds < 3600) return two(seconds / 60, "minute", 0, "");
    if (seconds < 86400) return two(seconds / 3600, "hour", seconds % 3600 / 60, "minute");
    return two(seconds / 86400, "day", seconds % 86400 / 3600, "hour");
}

} // namespace fairway
