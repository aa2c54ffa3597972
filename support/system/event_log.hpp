#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

enum class event_kind : std::uint8_t { information, warning, error };

/// Adds an entry of the source "Fairway" to the system's event log (Windows: Application). False where the system has
/// none, or did not take it. Never throws.
bool write_event(std::uint16_t id, event_kind kind, std::string_view text) noexcept;

/// The newest warning or error of that source from `since` on; nothing where there is none, or it may not be read.
std::optional<std::string> newest_complaint(std::chrono::system_clock::time_point since);

} // namespace fairway
