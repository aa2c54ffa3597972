#pragma once

#include "collector/api/call.hpp"

#include <optional>
#include <variant>

namespace fairway::collector {

inline constexpr std::size_t most_inflated = 8 * 1024 * 1024; ///< bytes of a report's part

/// POST /reports, first half: the part that was sent, or why it is refused (400, 413, 415, 422). `hold` is asked for
/// the memory of what is inflated; if it says no, the answer is 503.
std::variant<incoming_part, http_response> read_report(const call& c, const std::function<bool(std::size_t)>& hold);

/// Second half, after the commit.
http_response report_answer(const ingested& kept, const std::vector<trusted_authority>& authorities);

} // namespace fairway::collector
