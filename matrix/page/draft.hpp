#pragma once

#include "matrix/page/page.hpp"
#include "matrix/page/page_map.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace fairway {

/// What a person has yet to decide before the draft is a matrix.
struct open_point {
    std::vector<int> rows; ///< of the page
    std::size_t line = 0;  ///< of the page's file; 0: none
    std::string text;

    bool operator==(const open_point&) const = default;
};

/// A matrix made of a page and a map, and what is open. Each row of the page is in the one or in the other.
struct matrix_draft {
    fairway::matrix matrix;
    std::vector<open_point> open; ///< in the order of the page
};

/// Rows that the map says nothing of are drafted from the page alone. `words`: a matrix with the titles of the roles
/// and the questions of the facts; its flows do not matter. `protocols`: as for read_matrix().
matrix_draft draft_matrix(const page& p, const page_map& map, const matrix& words,
                          std::span<const protocol_word> protocols = {});

/// "1-3, 7"
std::string row_numbers_in_words(const std::vector<int>& rows);

} // namespace fairway
