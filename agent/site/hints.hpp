#pragma once

#include "matrix/site.hpp"

#include <string>
#include <vector>

namespace fairway {

/// A fact nobody stated, though flows of the site depend on it.
struct open_fact {
    const fairway::fact* fact = nullptr; ///< into the matrix
    std::size_t flows = 0;               ///< that wait for it
};

/// What a valid site file leaves open.
struct site_hints {
    std::vector<const site_host*> isolated; ///< No flow joins them with another host or a service that the site names.
    std::vector<open_fact> open;            ///< In the matrix's order.
};

site_hints find_hints(const site& s, const matrix& m);

} // namespace fairway
