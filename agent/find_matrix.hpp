#pragma once

#include "matrix/matrix.hpp"
#include "text/problem.hpp"

#include <string>

namespace fairway {

/// The matrix that `--matrix` names: the id of a shipped one ("veeam-agents", "veeam-agents-13.0.1.1071"), else a file.
/// Empty: the one that is used by default.
read_result<matrix> find_matrix(const std::string& id_or_file);

/// Whether `id` names a shipped matrix, read or not.
bool is_shipped_matrix(const std::string& id);

/// A matrix in a file of the user's own; "-" is standard input.
read_result<matrix> read_matrix_file(const std::string& path);

} // namespace fairway
