#pragma once

#include "matrix/matrix.hpp"
#include "text/problem.hpp"

#include <string>
#include <string_view>

namespace fairway {

/// Reads roles and facts that several matrices share (schema fairway-vocabulary/1), as a matrix without flows: strict,
/// all problems at once. `file` is used in problems only.
read_result<matrix> read_vocabulary(std::string_view text, const std::string& file);

} // namespace fairway
