#pragma once

#include "probes/sweep/sweep.hpp"
#include "probes/wire/hello.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fairway {

struct hello_request {
    std::vector<std::string> addresses; ///< numeric, as in sweep_request
    std::vector<probe> probes;          ///< Where to say hello: only where a responder is expected.
    wire::site_key key{};
    std::chrono::milliseconds deadline{3500}; ///< Of each hello, its connect included.
    double rate = 1000;                       ///< New hellos per second and address after a burst; 0: unlimited.
    std::size_t burst = 100;
    std::function<std::int64_t()> clock; ///< Seconds since 1970.
};

/// A responder's answer that the key proves.
struct heard_answer {
    wire::hello_answer says;
    std::string source; ///< Local address that we sent from.
    std::uint16_t source_port = 0;
    std::uint32_t rtt_us = 0; ///< From hello to answer, microseconds.
};

struct hello_result {
    std::vector<std::optional<heard_answer>> answers; ///< One for each probe, in order; nothing: nobody with the key.
    bool interrupted = false;                         ///< SIGINT or SIGTERM came.
};

/// Says hello to every probe. Silence, refusal and wrong answers are all the same: no answer. Throws
/// boost::system::system_error when the machine cannot do it at all. Handles SIGINT and SIGTERM while it runs.
hello_result say_hello(const hello_request& request);

} // namespace fairway
