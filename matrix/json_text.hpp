#pragma once

#include "matrix/problem.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace fairway {

/// Bounds of a JSON text; what exceeds them is a problem, never a crash.
struct json_limits {
    std::size_t bytes = 16 * 1024 * 1024;
    int depth = 32;
    std::size_t problems = 20; ///< Further problems of one text are only counted.
    bool comments = true;      ///< // and /* */ are skipped: people write these files.
    std::size_t values = std::numeric_limits<std::size_t>::max(); ///< Of every kind: each takes memory.
};

/// Parses `text` strictly: UTF-8 only, no duplicate keys, nothing after the value, bounded size and depth.
/// `file` is only used in problems. Syntax errors carry "line L, column C" as pointer; duplicate keys a JSON pointer.
read_result<nlohmann::json> parse_json(std::string_view text, const std::string& file, const json_limits& limits = {});

} // namespace fairway
