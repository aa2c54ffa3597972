#pragma once

#include "matrix/matrix.hpp"
#include "text/embedded_text.hpp"

#include <string>
#include <vector>

namespace fairway {

/// The matrix files that are part of this program, such as "veeam-agents-13.0.1.1071.json": matrix/data.
std::vector<embedded_text> shipped_texts();

/// The shipped matrix with this id ("veeam-agents"), or id and version ("veeam-agents-13.0.1.1071"); the newest
/// where several match. Nothing if none does. A shipped text that does not read throws std::logic_error.
std::optional<matrix> shipped_matrix(std::string_view id);

inline constexpr std::string_view default_matrix = "veeam-agents";

} // namespace fairway
