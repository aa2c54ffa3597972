#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"
#include "probes/sweep/lanes.hpp"
#include "probes/sweep/line.hpp"
#include "probes/sweep/sent_packet.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <stop_token>
#include <vector>

namespace fairway {

/// What the passes of a sweep share. Loop, lanes and lines outlive it.
struct sweep_run {
    boost::asio::io_context& loop;
    std::vector<lane*> lanes;  ///< by probe::address
    std::vector<line>& lines;  ///< as above: what answers show of them
    std::size_t room = 1;      ///< sockets at once
    std::stop_token stop = {}; ///< Whoever requests a stop wakes the loop, too.
    std::vector<probe> probes = {};
    std::vector<observation> seen = std::vector<observation>(probes.size()); ///< one for each probe
    /// Of each probe: when its first packet left.
    std::vector<std::chrono::steady_clock::time_point> started =
        std::vector<std::chrono::steady_clock::time_point>(probes.size());
    std::vector<sent_packet>* kept = nullptr; ///< where packets beyond the probes are noted; null: nowhere
    std::function<void()> on_finished = {};   ///< called for each launch that came to its end; may be empty

    /// Other packets to the same addresses, in the same loop and at the same pace.
    sweep_run about(std::vector<probe> others) const { return {loop, lanes, lines, room, stop, std::move(others)}; }

    /// Notes what became of other packets, if that is to be kept.
    void keep(const sweep_run& others) const {
        if (kept == nullptr) return;
        const auto round = kept->empty() ? 0 : kept->back().round + 1;
        for (std::size_t i = 0; i < others.probes.size(); ++i)
            if (others.started[i] != std::chrono::steady_clock::time_point())
                kept->push_back({others.probes[i], others.started[i], others.seen[i], round});
    }
};

} // namespace fairway
