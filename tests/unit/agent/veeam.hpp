#pragma once

#include "matrix/shipped.hpp"

namespace fairway::test {

/// What hosts are checked against by default.
inline const matrix& veeam() {
    return default_matrix();
}

} // namespace fairway::test
