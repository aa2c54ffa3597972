#pragma once

#include "support/command_line.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fairway::collector {

inline constexpr std::string_view program = "fairway-collector";

// One function a command, one file each. They print data to stdout, everything else to stderr, and return the exit
// code. Usage problems are reported by report_problems() and return exit_status::usage.
int init_command(const arguments& args);
int serve_command(const arguments& args);
int token_command(const arguments& args);
int prober_command(const arguments& args);
int user_command(const arguments& args);
int backup_command(const arguments& args);
int certificate_command(const arguments& args);

/// "token create …": the word that says what to do, what it is done to, and the options.
struct command_words {
    std::string verb;
    std::string subject; ///< empty: none was given
    arguments options;
};
command_words split_words(const arguments& args);

bool asks_for_help(const arguments& args);

/// "fairway-collector: …", then where to read more; gives exit_status::usage.
int usage_error(const std::string& message, std::string_view command);

/// Who works on the console, as the audit log names them: "console:root".
std::string console_user();

/// A column for each heading, as wide as its widest cell. Control characters are replaced: names come from a network.
std::string table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows);

} // namespace fairway::collector
