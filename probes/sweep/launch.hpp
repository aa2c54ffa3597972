#pragma once

#include <chrono>
#include <cstddef>

namespace fairway {

/// One probe to start, not before its time.
struct launch {
    std::size_t probe = 0;                ///< index into the probes
    std::chrono::milliseconds at{};       ///< after the pass began
    std::chrono::milliseconds deadline{}; ///< from its start
};

} // namespace fairway
