#pragma once

#include <chrono>
#include <cstddef>

namespace fairway {

/// One probe to start, not before its time.
struct launch {
    std::size_t probe = 0;                ///< index into the probes
    std::chrono::milliseconds at{};       ///< after the pass began
    std::chrono::milliseconds deadline{}; ///< From its start; a host that answers other probes is given less.
    std::size_t tries = 1;                ///< At most; TCP: more than one only where the host answers other probes.
};

} // namespace fairway
