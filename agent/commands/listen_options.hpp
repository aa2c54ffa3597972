#pragma once

#include "agent/check_options.hpp"
#include "support/option_reader.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What the options of `listen` say, with their defaults.
struct listen_options {
    check_options who; ///< Roles, site, matrix, facts: which host this is.
    std::string key_file;
    std::chrono::seconds lifetime{30 * 60};
    std::vector<std::string> from;      ///< names or addresses; empty: everybody
    std::vector<std::string> addresses; ///< numeric; empty: all
};

std::vector<option_section> listen_sections();

/// Reads the options; problems stay in `given`.
listen_options read_listen_options(option_reader& given);

/// "90s", "30m", "2h", from one second to a day; nothing on anything else.
std::optional<std::chrono::seconds> parse_lifetime(std::string_view text);

} // namespace fairway
