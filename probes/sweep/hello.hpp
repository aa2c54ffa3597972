#pragma once

#include "probes/path/probe.hpp"
#include "probes/sweep/lanes.hpp"
#include "probes/wire/hello.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fairway {

struct hello_request {
    std::vector<std::string> addresses; ///< as lanes::to() takes them
    std::vector<probe> probes;          ///< Where to say hello: only where a responder is expected.
    wire::site_key key{};
    std::chrono::milliseconds deadline{3500}; ///< Of each hello, its connect included.
    std::function<std::int64_t()> clock;      ///< Seconds since 1970.
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
    bool interrupted = false;                         ///< It was stopped.
};

/// Says hello to every probe, at the pace of `paced`. Silence, refusal and wrong answers are all the same: no answer.
/// Throws boost::system::system_error when the machine cannot do it at all. Stops as sweep() does.
hello_result say_hello(const hello_request& request, lanes& paced, std::stop_token stop = {});

} // namespace fairway
