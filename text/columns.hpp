#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// Columns that UTF-8 text takes on a terminal (a code point is one; good enough for names).
std::size_t width_of(std::string_view text);

/// `text` with spaces behind it up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// Columns of a line where there is no terminal: a mail or a ticket takes as many.
inline constexpr std::size_t default_width = 72;

/// Columns of a line for a terminal that says it has so many; none, or 0: there is no terminal, or it does not know.
std::size_t line_width(std::optional<std::size_t> terminal);

/// `text` between spaces and line ends. What stands in `backticks` is to be copied, and stays together.
std::vector<std::string_view> words_of(std::string_view text);

/// Breaks `text` between its words into lines of at most `width` columns; the first begins with `first`, the others
/// with spaces of its width. A word longer than a line stays whole. Ends with a newline.
std::string wrapped(std::string_view first, std::string_view text, std::size_t width);
std::string wrapped(std::string_view first, const std::vector<std::string_view>& words, std::size_t width);

/// `text` beside `first`, as wrapped() has it; or below, behind `indent` spaces, where only a strip of the line is
/// left.
std::string beside_or_below(std::string_view first, std::string_view text, std::size_t indent, std::size_t width);

/// As much of `text` as fits in `width` columns: a longer one ends with "...".
std::string clipped(std::string_view text, std::size_t width);

/// "a, b and 3 more": at most `most` of the words.
std::string joined(const std::vector<std::string>& words, std::size_t most = std::string::npos,
                   std::string_view between = ", ");

/// "1 flow", "2 flows".
std::string counted(std::size_t n, std::string_view one, std::string_view many);

} // namespace fairway
