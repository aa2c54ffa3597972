#pragma once

#include "agent/command.hpp"
#include "matrix/matrix.hpp"

#include <iosfwd>
#include <string>

namespace fairway {

/// `fairway matrix …` with the streams given; what the one in command.hpp calls with stdout and stderr.
int matrix_command(const arguments& args, std::ostream& out, std::ostream& err);

/// The matrix that `--matrix` names: the id of a shipped one ("veeam-agents", "veeam-agents-13.0.1.1071"), else a file.
read_result<matrix> find_matrix(const std::string& id_or_file);

} // namespace fairway
