#pragma once

#include "matrix/matrix.hpp"

namespace fairway {

/// Puts what `more`, with the same from, to, protocol, ports and select, needs to `have`: needed where either is,
/// mandatory where either is; endpoints and rows of both.
void join_needs(flow& have, const flow& more);

/// The same for flows of two pages, with what these do not agree on. A mere fallback only where both say so; on demand
/// where one says so, because a port that refuses is then no fault.
void join_flows(flow& have, const flow& more);

} // namespace fairway
