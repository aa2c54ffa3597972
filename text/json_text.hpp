#pragma once

#include "text/problem.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// Bounds of a JSON text; what exceeds them is a problem, never a crash.
struct json_limits {
    std::size_t bytes = 16 * 1024 * 1024;
    int depth = 32;
    std::size_t problems = 20;    ///< Further problems of one text are only counted.
    bool comments = true;         ///< // and /* */ are skipped: people write these files.
    bool trailing_commas = false; ///< A comma behind the last entry is skipped: of files that are edited by hand.
    bool quote = true;            ///< Syntax errors show what stands there; off if it could be a secret.
    std::size_t values = std::numeric_limits<std::size_t>::max(); ///< Of every kind: each takes memory.
};

/// Parses `text` strictly: UTF-8 only, no duplicate keys, nothing after the value, bounded size and depth.
/// `file` is only used in problems. Syntax errors carry "line L, column C" as pointer; duplicate keys a JSON pointer.
read_result<nlohmann::json> parse_json(std::string_view text, const std::string& file, const json_limits& limits = {});

/// The same, and where in `text` the objects stand that are elements of the list `list` of the outermost object: a part
/// that is to be kept as it came need not be written anew.
read_result<nlohmann::json> parse_json(std::string_view text, const std::string& file, const json_limits& limits,
                                       std::string_view list, std::vector<std::string_view>& elements);

/// `value` on one line, with spaces as people write it: {"name": "web01", "roles": ["agent-linux"]}. Whatever is not
/// UTF-8, e.g. from a command line, becomes U+FFFD.
std::string spaced_json(const nlohmann::ordered_json& value);

} // namespace fairway
