#pragma once

#include "matrix/plan.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

namespace fairway {

/// What a check may do at once, and how long it waits.
struct check_pace {
    std::chrono::milliseconds timeout{3500};
    double rate = 1000; ///< new probes a second and address; 0: no limit
    std::uint64_t sockets = std::numeric_limits<std::uint64_t>::max();
};

/// About how long a check of a plan takes.
struct plan_time {
    std::chrono::milliseconds answered{0}; ///< if every port answers
    std::chrono::milliseconds silent{0};   ///< at most, if hosts are silent
};
plan_time time_of(const plan& p, const check_pace& pace);

/// "about 2 s if everything answers, up to 15 s if hosts are silent"
std::string in_words(const plan_time& t);

} // namespace fairway
