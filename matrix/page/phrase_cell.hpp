#pragma once

#include "matrix/matrix.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What a From or To cell of a row says.
struct phrase_cell {
    std::string text; ///< without the endpoints; '\n' where the page begins a new line
    std::vector<endpoint> endpoints;
};

/// Of plain text. Host names in parentheses, or on a line of their own, are endpoints; what else stands in parentheses
/// is part of its phrase.
phrase_cell read_phrase_cell(std::string_view text);

/// The host names among the words of a text, each once.
std::vector<endpoint> endpoints_among(std::string_view text);

/// The kinds of hosts that a cell lists. Commas, "or", slashes and line ends are between them, but also within some
/// ("Oslo, Bergen storage system"): the longest run that `known` knows is one phrase.
std::vector<std::string> split_phrases(std::string_view text, const std::function<bool(const std::string&)>& known);

} // namespace fairway
