#include "support/duration.hpp"

#include <charconv>
#include <cstdint>

namespace fairway {

using std::chrono::milliseconds;

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

} // namespace fairway
