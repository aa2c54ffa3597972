#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

// What a report has in it comes from files, name servers and whoever answered a probe. Nothing of it may be taken for
// markup, a command or a formula of the format that it goes into.

/// Valid UTF-8 on one line: line breaks and tabs become spaces, and what is not seen (text/printable.hpp), which has
/// also all that XML does not allow, is left out.
std::string one_line(std::string_view text);

/// For text and for attribute values in double or single quotes; of HTML and XML.
std::string markup(std::string_view text);

/// For a cell of a table, or running text, of GitHub's Markdown: no address in it becomes a link or a message.
std::string markdown(std::string_view text);

/// A link to a web address; of anything else the text.
std::string markdown_link(std::string_view url);

/// A cell of RFC 4180, in quotes where it has to be.
std::string csv_cell(const std::string& text);

/// A line of RFC 4180, with its end. A spreadsheet takes a cell that begins with = + - or @ for a formula, in some
/// languages also with their wide forms: such a one gets an apostrophe in front.
std::string csv_line(const std::vector<std::string>& cells);

/// What may stand in a comment, or in quotes, of a shell, of PowerShell and of nft alike: letters, digits, spaces and
/// . , : ; / ( ) _ - of ASCII; anything else becomes "?". At most `most` characters.
std::string harmless(std::string_view text, std::size_t most = 100);

/// Whether a link may lead there: http and https only.
bool is_web_address(std::string_view url);

} // namespace fairway
