#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// Columns that UTF-8 text takes on a terminal (a code point is one; good enough for names).
std::size_t width_of(std::string_view text);

/// `text` with spaces behind it up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// Breaks `text` at spaces into lines of at most `width` columns; the first begins with `first`, the others with
/// spaces of its width. A word longer than a line stays whole. Ends with a newline.
std::string wrapped(std::string_view first, std::string_view text, std::size_t width);

/// "a, b and 3 more": at most `most` of the words.
std::string joined(const std::vector<std::string>& words, std::size_t most = std::string::npos,
                   std::string_view between = ", ");

/// "1 flow", "2 flows".
std::string counted(std::size_t n, std::string_view one, std::string_view many);

/// What a terminal must not get from a file or the network: control characters become "?",
/// and what is not UTF-8 U+FFFD.
std::string printable(std::string_view text);

} // namespace fairway
