#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"

#include <chrono>
#include <cstddef>

namespace fairway {

/// A packet that left, and what came of it.
struct sent_packet {
    probe packet;
    std::chrono::steady_clock::time_point at;
    observation seen;
    std::size_t round = 0; ///< Those of one round are in flight together.
};

} // namespace fairway
