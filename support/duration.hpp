#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// "3500ms", "90s", "5m", "24h": a whole number of at most nine digits and its unit. Nothing for anything else.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "less than a second", "8 seconds", "5 minutes", "3 hours 10 minutes", "2 days 4 hours".
std::string in_words(std::chrono::milliseconds time);

} // namespace fairway
