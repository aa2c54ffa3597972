#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace fairway {

/// "3500ms", "90s", "5m", "24h": a whole number of at most nine digits and its unit. Nothing for anything else.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

} // namespace fairway
