#pragma once

#include "matrix/matrix.hpp"
#include "text/problem.hpp"

#include <string>
#include <vector>

namespace fairway {

/// The matrices that somebody chose, joined: each by the name of a shipped one ("veeam-agents@2026-01-19", or
/// "veeam-agents" for the newest), else a file. None: what is used by default. Problems are those of the option
/// --matrix.
read_result<matrix> find_matrices(const std::vector<std::string>& names);

/// The same for those who read what people write about their hosts: with all roles and facts that any shipped matrix
/// has, where one of them was chosen. A word that these pages do not use, or no longer, is no mistake.
read_result<matrix> find_matrices_with_all_words(const std::vector<std::string>& names);

/// What a site file chooses, files relative to it; empty where it leaves that open, or is no site file at all, of which
/// read_site() tells more.
std::vector<std::string> matrices_of_site(std::string_view text, const std::string& file);

/// Whether `name` is one of a shipped matrix, read or not.
bool is_shipped_matrix(const std::string& name);

/// A matrix in a file of the user's own; "-" is standard input.
read_result<matrix> read_matrix_file(const std::string& path);

} // namespace fairway
