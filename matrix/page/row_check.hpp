#pragma once

#include "matrix/page/page.hpp"
#include "matrix/page/page_map.hpp"

#include <string>
#include <vector>

namespace fairway {

/// The roles that the phrases of a row mean.
struct row_roles {
    std::vector<std::string> from, to;
};

/// Where what was decided of a row is not what the page says, and no reason is given: ports, protocols, roles and
/// endpoints that no part has, or that a part has and the row has not. In words for people.
std::vector<std::string> check_row(const page_row& row, const row_roles& roles, const std::vector<row_part>& parts,
                                   const matrix& words);

} // namespace fairway
