#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fairway {

/// Whether a byte of UTF-8 text is not the first one of its character.
bool continues_character(char c);

/// Offset of the first byte that no UTF-8 text (RFC 3629: no overlong forms, no surrogates) has there.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// `text` with U+FFFD in place of what is not UTF-8: the same that our JSON has there.
std::string valid_utf8(std::string_view text);

/// Adds the UTF-8 of a code point.
void append_utf8(std::string& text, char32_t point);

/// The code point that `text` begins with, and takes it away; U+FFFD for a byte that is not UTF-8. `text` is not empty.
char32_t next_utf8(std::string_view& text);

/// The first bytes of `text`, at most `most`, without a character that is cut in two.
std::string_view utf8_prefix(std::string_view text, std::size_t most);

/// What to say of a file that is not UTF-8, given the offset of the bad byte.
std::string not_utf8(std::string_view text, std::size_t offset);

/// `text` without a byte order mark, which some editors put in front.
std::string_view without_bom(std::string_view text);

/// "line L, column C" of a byte, both from 1; columns count characters.
std::string position_of(std::string_view text, std::size_t offset);

} // namespace fairway
