#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// The cells of a line of a Markdown table, as they stand there; nothing if the line is none.
std::optional<std::vector<std::string_view>> split_cells(std::string_view line);

/// Whether this is the line of dashes under the heading of a table.
bool is_rule(const std::vector<std::string_view>& cells);

/// What a reader of the page sees of a cell: without escapes, links, emphasis, tags and footnote marks. '\n' where the
/// page begins a new line, which it writes as two spaces or <br>.
std::string plain_text(std::string_view cell);

/// The same in one line, with single spaces.
std::string in_one_line(std::string_view text);

/// Without spaces and line ends around it.
std::string_view trimmed(std::string_view text);

} // namespace fairway
