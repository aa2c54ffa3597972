#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// What a person wrote, as messages show it: in double quotes, one line, cut where it is long, and unable to send
/// control sequences to a terminal.
std::string in_quotes(std::string_view text);

/// "a, b or c"; of a long list the first dozen, then "or one of N others".
std::string listed(const std::vector<std::string>& words);

} // namespace fairway
