#pragma once

#include "matrix/matrix.hpp"

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace fairway {

using flow_list = std::vector<const flow*>;

// For people, in lines of `width` columns:

/// A table of flows, grouped by source and target.
void write_matrix_list(std::ostream& out, const matrix& m, const flow_list& flows, std::size_t width);

/// The roles with their titles, in lines of `width` columns.
void write_matrix_roles(std::ostream& out, const matrix& m, std::size_t width);

/// All that is known of one flow, in words.
void write_matrix_flow(std::ostream& out, const matrix& m, const flow& f, std::size_t width);

/// What each of `flows` uses its ports for and under which condition.
void write_matrix_uses(std::ostream& out, const flow_list& flows, std::size_t width);

/// A matrix that comes with the program.
struct shipped_entry {
    matrix content;
    bool is_default = false;
};
void write_shipped(std::ostream& out, const std::vector<shipped_entry>& all, std::size_t width);

// For programs, schema fairway-shipped-matrices/1:
void write_shipped_json(std::ostream& out, const std::vector<shipped_entry>& all);

// For files:

/// A line per flow; quoted and ended as RFC 4180 says.
void write_matrix_csv(std::ostream& out, const matrix& m);

/// A heading with the source and one table (GitHub flavour).
void write_matrix_markdown(std::ostream& out, const matrix& m);

// Parts that all of them share.
std::string row_numbers(const flow& f);           ///< of each page that requires it: "24 25; 7"
std::string needed_in_words(const flow& f);       ///< "always", or the condition
std::string mandatory_in_words(const flow& f);    ///< "always", "never", or the condition
std::string ports_in_words(const flow& f);        ///< "22", "any of 80,443", "named by the site"
std::string endpoint_in_words(const endpoint& e); ///< "*.example.com (china)", with "suspect" where it is

} // namespace fairway
