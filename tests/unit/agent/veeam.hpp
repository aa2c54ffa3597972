#pragma once

#include "matrix/shipped.hpp"

namespace fairway::test {

/// The shipped matrix.
inline const matrix& veeam() {
    static const matrix m = shipped_matrix(default_matrix).value();
    return m;
}

} // namespace fairway::test
