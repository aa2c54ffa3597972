#pragma once

#include <string>
#include <string_view>

namespace fairway {

/// Whether people see a character as a sign or a plain gap. Not so: control characters, also of the second kind
/// (U+009B begins a command of a terminal), line and paragraph separators, whatever turns the direction of writing, has
/// no width, joins, tags or varies others, and what no font knows (private use, noncharacters). Letters of every
/// script, their accents, and emoji are seen; one that is joined from several falls apart.
bool is_seen(char32_t point);

/// What a terminal may get from a file or the network, on one line: a character that is not seen becomes "?", and a
/// byte that is not UTF-8 U+FFFD.
std::string printable(std::string_view text);

/// The same of several lines: their ends stay.
std::string printable_lines(std::string_view text);

/// The same JSON for people: within its strings, characters that are not seen become their escapes (\u202e), which
/// every reader takes back. `text` is JSON in UTF-8, as dump() writes it.
std::string printable_json(std::string_view text);

} // namespace fairway
