#pragma once

#include "matrix/page/draft.hpp"
#include "matrix/page/page.hpp"
#include "matrix/page/page_map.hpp"

#include <vector>

namespace fairway {

/// The map of a page's earlier version for this one, and what is to be decided anew.
struct updated_map {
    page_map map;
    std::vector<open_point> open;
};

/// Rows that say what they said keep what was decided of them, whatever their number is now; changed, new and vanished
/// rows are open. Rows of which `old` does not know what they said keep it by their number, and are open.
updated_map update_map(const page_map& old, const page& p);

/// A map to go on with: with what each row of the page says, and a place for each phrase without a role.
page_map with_rows_of(page_map map, const page& p);

} // namespace fairway
