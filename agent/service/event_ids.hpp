#pragma once

#include "support/log.hpp"
#include "support/system/event_log.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace fairway {

/// A line of the log as an entry of the system's event log: administrators filter by its number, which never changes.
struct event_row {
    std::uint16_t id;
    std::string_view event; ///< as log() gets it
};

/// By number; packaging/windows/events.mc and docs/windows.md have the same numbers.
std::span<const event_row> event_table();

inline constexpr std::uint16_t other_warning = 200;
inline constexpr std::uint16_t other_error = 201;

/// The number of a line; nothing for what is no news to an administrator, such as each run.
std::optional<std::uint16_t> event_id(log_level level, std::string_view event);

/// Writes a line there, if it has a number: for redirect_log().
void log_to_system(log_level level, std::string_view event, const std::string& words);

} // namespace fairway
