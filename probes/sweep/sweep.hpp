#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"
#include "probes/sweep/lanes.hpp"
#include "probes/sweep/sent_packet.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairway {

struct sweep_options {
    std::chrono::milliseconds deadline{3500}; ///< Of each probe, from its first packet.
    bool trace = true;         ///< Ask who really answered and where silence begins; one more deadline at most.
    bool second_looks = true;  ///< Look again at silence that may have another cause; bounded like `trace`.
    bool keep_packets = false; ///< Of the hop checks and control ports, for those who want to see what was concluded.
};

struct sweep_progress {
    std::size_t done = 0;
    std::size_t of = 0;
    bool second_look = false; ///< Looking again, or asking who answered.
};

struct sweep_request {
    std::vector<std::string> addresses; ///< as lanes::to() takes them
    std::vector<probe> probes;          ///< Each should appear once.
    std::vector<bool> untraced;         ///< For each address: no hop checks; may be empty.
    sweep_options options;
    std::function<void(const sweep_progress&)> on_progress; ///< Called about five times a second; may be empty.
};

struct sweep_result {
    std::vector<observation> observations; ///< One for each probe, in order.
    std::vector<std::string> sources;      ///< Local address towards each address; empty: no route.
    std::vector<std::optional<int>> hops;  ///< Distance of each address, as far as its answers show it.
    std::vector<sent_packet> packets;      ///< Beyond the probes, in order, if they are to be kept.
    std::vector<std::chrono::steady_clock::time_point> started; ///< Of each probe: when its first packet left.
    std::vector<double> loss;   ///< Of each address: the part of packets that was lost, there or back.
    std::vector<bool> traced;   ///< Of each address: hop checks were made.
    std::vector<bool> shut_out; ///< Of each address: it stopped answering us during the sweep.
    bool interrupted = false;   ///< It was stopped: what was open then is reason::not_run.
};

/// Observes everything at once: all probes are in flight together as far as file descriptors and the pace of `paced`
/// allow. Network failure is an observation. Throws boost::system::system_error when the machine cannot do it at all.
/// Ends soon after a stop is requested, which may be from any thread, also before it begins.
sweep_result sweep(const sweep_request& request, lanes& paced, std::stop_token stop = {});

} // namespace fairway
