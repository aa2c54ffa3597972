#pragma once

#include "matrix/report.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>

namespace fairway::test {

/// What was found of a port.
inline const finding& of_port(const report& r, std::uint16_t port) {
    const auto f = std::find_if(r.findings.begin(), r.findings.end(),
                                [&](const auto& x) { return contains(x.requirement.probed, port); });
    REQUIRE(f != r.findings.end());
    return *f;
}

} // namespace fairway::test
