#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairway {

/// The candidates most like `word`, best first, at most `most`; empty when nothing is near enough to be meant.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates,
                                 std::size_t most = 3);

/// `; did you mean "a" or "b"?`, or an empty string when nothing is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// The same of a pattern of `glob_match`: the candidates that it would match, but for the fewest slips.
std::string did_you_mean_one_of(std::string_view glob, const std::vector<std::string>& candidates);

/// As `did_you_mean`, or where nothing is near, all there is to choose from: `; expected a, b or c`.
std::string choices(std::string_view word, const std::vector<std::string>& candidates);

} // namespace fairway
