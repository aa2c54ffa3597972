#pragma once

#include "matrix/matrix.hpp"

#include <string>
#include <vector>

namespace fairway {

/// What the endpoints of a matrix leave to the site, each sorted and once.
struct fill_in {
    std::vector<std::string> regions; ///< "global" is always among them
    std::vector<std::string> placeholders;
};

fill_in names_to_fill_in(const matrix& m);

} // namespace fairway
