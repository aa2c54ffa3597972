#pragma once

#include <string>
#include <vector>

namespace fairway {

using arguments = std::vector<std::string>; ///< without the program and the command's own name

/// Exit codes of every command.
namespace exit_status {
inline constexpr int ok = 0;
inline constexpr int failed = 1; ///< a required flow failed
inline constexpr int usage = 2;  ///< usage or configuration
inline constexpr int unsure = 3; ///< nothing failed, something is unknown
inline constexpr int broken = 4; ///< Fairway itself could not work
} // namespace exit_status

// One function a command, one file each. They print data to stdout, everything else to stderr, and return the exit
// code. Usage problems are reported by report_problems() and return exit_status::usage.
int check_command(const arguments& args);
int plan_command(const arguments& args);
int listen_command(const arguments& args);
int key_command(const arguments& args);
int matrix_command(const arguments& args);
int site_command(const arguments& args);

} // namespace fairway
