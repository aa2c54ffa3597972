#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace fairway {

enum class log_level : std::uint8_t { debug, info, warning, error };
enum class log_format : std::uint8_t { text, json };

/// One fact of a log line: a name and what it was. Never a secret.
struct log_field {
    std::string_view name;
    std::variant<std::string, std::int64_t, bool> value;
};

/// How this process logs: to stderr, from `least` on. Before the first call: text, from info on.
void configure_log(log_format format, log_level least);

/// Takes lines: `event` as it was logged, and `words`, the line as text without time and level.
using log_sink = std::function<void(log_level level, std::string_view event, const std::string& words)>;

/// From here on lines go to `sink` and not to stderr; an empty one: back to stderr. Lines come one at a time. What the
/// sink throws is lost with its line.
void redirect_log(log_sink sink);

/// One line: "2026-11-25T02:29:13Z info report sent run=0123 parts=1", or the same as one JSON object with the keys
/// time, level, event and the fields. What is not seen (text/printable.hpp) and quotes are escaped: what a network
/// sent can never make a line of its own. Thread-safe; never throws.
void log(log_level level, std::string_view event, std::initializer_list<log_field> fields = {});

} // namespace fairway
