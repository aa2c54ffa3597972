#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace fairway {

enum class standard_stream : std::uint8_t { input, output, error };

bool is_terminal(standard_stream which);

/// Columns; nothing where it is no terminal, or one that does not say.
std::optional<std::size_t> terminal_width(standard_stream which);

} // namespace fairway
