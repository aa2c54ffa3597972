#pragma once

#include "matrix/finding.hpp"
#include "text/embedded_text.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// look/tokens.css and output/page.css.
std::vector<embedded_text> page_styles();

/// A whole page in one file: no script, nothing that is loaded. Its policy allows nothing but its own style.
/// `title` is text, `body` markup.
std::string html_page(std::string_view title, std::string_view body);

/// The sign of an outcome, for a page of html_page(): the shape says it too, not only the color. `word` is text.
std::string html_outcome(outcome o, std::string_view word);

/// A cell of a table.
std::string html_cell(std::string_view text);

/// A link to a web address; of anything else the text.
std::string html_link(std::string_view url, std::string_view words);

} // namespace fairway
