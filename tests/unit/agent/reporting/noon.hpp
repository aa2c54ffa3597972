#pragma once

#include "support/utc_time.hpp"

namespace fairway::test {

/// A time at which a test begins.
inline const wall_time noon = *parse_utc_time("2026-11-25T12:00:00Z");

} // namespace fairway::test
