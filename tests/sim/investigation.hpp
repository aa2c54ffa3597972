#pragma once

#include "probes/path/inquiry.hpp"
#include "tests/sim/kernel.hpp"
#include "tests/sim/network.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

namespace fairway::sim {

struct patience {
    std::chrono::milliseconds deadline{3500}; ///< of a sweep, and of an inquiry
    bool endless = false;                     ///< An inquiry ends only when it has no more questions.
};

/// Called with each round: its packets, and what they showed.
using round_listener =
    std::function<void(const std::vector<probe>&, const std::vector<observation>&, std::uint64_t at_us)>;

/// A sweep of a network's ports, and the inquiry that follows it.
struct investigation {
    std::vector<probe> probes;
    std::vector<observation> seen; ///< by the sweep
    path_conclusions known;
    std::uint64_t packets = 0; ///< of the inquiry, repeats included
    std::uint64_t took_us = 0;
    int rounds = 0;
    int most_accepted = 0; ///< connections, the sweep's too, at the port of a machine that had most of them
    bool ended = true;     ///< false: it went on asking for ever
};

investigation investigate(network& net, kernel& packets, const patience& p, const round_listener& listen = {});

} // namespace fairway::sim
