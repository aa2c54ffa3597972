#pragma once

#include "agent/check_options.hpp"
#include "agent/commands/command.hpp"
#include "text/problem.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What the options of `listen` say, with their defaults.
struct listen_options {
    bool help = false;
    check_options who; ///< Roles, site, matrix, facts: which host this is.
    std::string key_file;
    std::chrono::seconds lifetime{30 * 60};
    std::vector<std::string> from;      ///< names or addresses; empty: everybody
    std::vector<std::string> addresses; ///< numeric; empty: all
};

/// Reads the options; all problems at once, each with the option as its place.
read_result<listen_options> read_listen_options(const arguments& args);

/// "90s", "30m", "2h", from one second to a day; nothing on anything else.
std::optional<std::chrono::seconds> parse_lifetime(std::string_view text);

/// `fairway listen --help`.
std::string listen_help();

} // namespace fairway
