#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

using wall_time = std::chrono::system_clock::time_point;

/// "2026-11-25T02:29:13Z" (RFC 3339, UTC, whole seconds).
std::string utc_time(wall_time when);

/// "2026-11-25"
std::string utc_date(wall_time when);

/// "Wed, 25 Nov 2026 02:29:13 GMT" (RFC 9110), as headers of HTTP have it.
std::string http_date(wall_time when);

/// The inverse of utc_time(). Nothing for anything else, other offsets included.
std::optional<wall_time> parse_utc_time(std::string_view text);

} // namespace fairway
