#pragma once

#include "matrix/observation.hpp"
#include "matrix/port.hpp"
#include "probes/wire/exchange.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

/// One (address, protocol, port) to observe. Each should appear once.
struct probe {
    std::uint32_t address = 0; ///< index into sweep_request::addresses
    fairway::protocol protocol = fairway::protocol::tcp;
    std::uint16_t port = 0;
    std::uint8_t hops = 0;      ///< Routers drop the packet after so many; 0: as far as it goes.
    std::uint8_t least_ttl = 0; ///< TCP: answers that arrive with fewer hops to live are not heard; 0: all are.
    const wire::exchange* asked = nullptr; ///< UDP: what is asked there; null: an empty datagram, any answer counts.
};

struct sweep_options {
    std::chrono::milliseconds deadline{3500}; ///< Of each probe, from its first packet.
    double rate = 1000;                       ///< New probes per second and address after a burst; 0: unlimited.
    std::size_t burst = 100;
    bool trace = true;        ///< Ask who really answered and where silence begins; one more deadline at most.
    bool second_looks = true; ///< Look again, slowly, at a silent minority; bounded by one further deadline.
};

struct sweep_progress {
    std::size_t done = 0;
    std::size_t of = 0;
    bool second_look = false; ///< Looking again, or asking who answered.
};

struct sweep_request {
    std::vector<std::string> addresses; ///< Numeric, IPv6 with its zone where it needs one.
    std::vector<probe> probes;
    std::vector<bool> untraced; ///< For each address: no hop checks; may be empty.
    sweep_options options;
    std::function<void(const sweep_progress&)> on_progress; ///< Called about five times a second; may be empty.
};

struct sweep_result {
    std::vector<observation> observations; ///< One for each probe, in order.
    std::vector<std::string> sources;      ///< Local address towards each address; empty: no route.
    std::vector<std::optional<int>> hops;  ///< Distance of each address, as far as its answers show it.
    bool interrupted = false;              ///< SIGINT or SIGTERM came: what was open then is reason::not_run.
};

/// Observes everything at once: all probes are in flight together as far as file descriptors and `rate` allow.
/// Network failure is an observation. Throws boost::system::system_error when the machine cannot do it at all.
/// Handles SIGINT and SIGTERM while it runs.
sweep_result sweep(const sweep_request& request);

} // namespace fairway
