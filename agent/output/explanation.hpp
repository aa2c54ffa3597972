#pragma once

#include "matrix/finding.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fairway {

/// A probe of a flow. Times count from the beginning of the run.
struct explained_probe {
    std::chrono::microseconds at{}; ///< when its first packet left
    std::uint16_t port = 0;
    observation seen;
};

/// A packet of the hop checks, as a capture shows it.
struct explained_packet {
    std::chrono::microseconds at{};
    std::size_t round = 0; ///< Those of one round are in flight together.
    fairway::protocol protocol = protocol::tcp;
    std::uint16_t port = 0;
    bool is_control = false;    ///< Nobody asked for this port.
    std::uint8_t hops = 0;      ///< It expires after so many; 0: it goes all the way.
    std::uint8_t least_ttl = 0; ///< Answers that arrive with less to live are not heard; 0: all are.
    observation seen;
};

struct explained_address {
    std::string address;
    std::vector<explained_probe> probes;   ///< ascending ports
    std::vector<explained_packet> packets; ///< to any port of the address, round by round
};

/// What a finding stands on.
struct explanation {
    finding about;
    std::vector<explained_address> addresses;
};

struct explanations {
    std::string began;               ///< when the run began, for people
    std::vector<explanation> of;     ///< in the order of the report
    std::vector<std::string> absent; ///< what was to be explained, and matches no finding
};

/// Packet by packet, so that it can be held against a capture. What is equal within a round is one line, with its
/// number.
std::string render_explanations(const explanations& all, std::size_t width);

} // namespace fairway
