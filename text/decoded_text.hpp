#pragma once

#include "text/problem.hpp"

#include <string>
#include <string_view>

namespace fairway {

/// A text that came in one of the encodings that spreadsheets and shells write.
struct decoded_text {
    std::string text; ///< UTF-8 without a byte order mark
    std::string note; ///< What was assumed; empty: nothing had to be.
};

/// UTF-8; UTF-16 of either byte order, known by its mark or by a first character of ASCII; and what is neither as
/// Windows-1252, with a note. A damaged text is a problem at "line L, column C".
read_result<decoded_text> decode_text(std::string_view bytes, const std::string& file);

/// Whether a byte order mark says that this is UTF-16: what ">" of Windows PowerShell 5.1 writes.
bool has_utf16_mark(std::string_view bytes);

/// Such a text as UTF-8, without the mark. A damaged one is a problem, as above.
read_result<std::string> utf16_to_utf8(std::string_view bytes, const std::string& file);

} // namespace fairway
