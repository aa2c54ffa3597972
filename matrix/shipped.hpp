#pragma once

#include "matrix/matrix.hpp"
#include "text/embedded_text.hpp"

#include <string>
#include <vector>

namespace fairway {

/// The files that are part of this program (matrix/data): matrices, named as "veeam-agents@2026-04-16.json", and the
/// vocabulary.
std::vector<embedded_text> shipped_texts();

/// "veeam-agents@2026-01-19", "veeam-agents@2026-04-16", …: by id, the newest of each last.
const std::vector<std::string>& shipped_names();

/// The shipped matrix of that name, or the newest with that id ("veeam-agents"). Nothing if there is none. A shipped
/// text that does not read throws std::logic_error.
std::optional<matrix> shipped_matrix(std::string_view name);

/// What hosts are checked against unless somebody chooses: the newest of every shipped matrix, joined.
const matrix& default_matrix();

/// All roles and facts that shipped matrices use: a matrix without flows.
const matrix& shipped_vocabulary();

} // namespace fairway
