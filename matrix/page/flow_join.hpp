#pragma once

#include "matrix/matrix.hpp"

#include <string>
#include <vector>

namespace fairway {

/// A flow as one row of a page has it.
struct row_flow {
    fairway::flow flow;      ///< without an id
    bool is_decided = false; ///< a person said what it is
};

/// Puts `more`, with the same from, to, protocol, ports and select, to `have`: both rows need it. What a person decided
/// counts before what was drafted. Gives what the two decide differently, by key.
std::vector<std::string> join(row_flow& have, const row_flow& more);

} // namespace fairway
