#pragma once

#include <string>
#include <vector>

namespace fairway {

using arguments = std::vector<std::string>; ///< without the program and the command's own name

/// Exit codes of every command, of both programs.
namespace exit_status {
inline constexpr int ok = 0;
inline constexpr int failed = 1; ///< a required flow failed
inline constexpr int usage = 2;  ///< usage or configuration
inline constexpr int unsure = 3; ///< nothing failed, something is unknown
inline constexpr int broken = 4; ///< Fairway itself could not work
} // namespace exit_status

} // namespace fairway
