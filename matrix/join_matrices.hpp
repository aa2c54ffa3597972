#pragma once

#include "matrix/matrix.hpp"
#include "text/problem.hpp"

#include <vector>

namespace fairway {

/// Several matrices as one, to check a host against all of them at once. Roles and facts are one vocabulary: what two
/// of them define differently is a problem. Flows with the same from, to, protocol, ports and select are one: mandatory
/// where any page says so, needed where any of their conditions holds; what the pages do not agree on is told by the
/// flow. The same matrix twice, or two revisions of one, are a problem.
read_result<matrix> join_matrices(std::vector<matrix> matrices);

} // namespace fairway
