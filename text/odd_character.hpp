#pragma once

#include <string>
#include <string_view>

namespace fairway {

/// About the first character that looks like another one, or like nothing, and that copying from documents and web
/// pages brings along: "has U+00A0 (no-break space), which looks like a space". Empty if `text` has none.
std::string odd_character(std::string_view text);

/// `text` without characters that cannot be seen; those that look like a space become one.
std::string without_invisible(std::string_view text);

} // namespace fairway
