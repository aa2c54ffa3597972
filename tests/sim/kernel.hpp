#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"
#include "tests/sim/network.hpp"
#include "tests/sim/random.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

namespace fairway::sim {

/// What this prober's sockets show of a network, on a clock that moves only when packets are sent. Each kind of answer
/// becomes an observation as in probes/net: with the same functions for ICMP errors, RSTs and silence.
class kernel {
  public:
    kernel(network& net, std::uint64_t seed);

    /// Sends packets as probes/sweep does, waits so long for each answer, and returns them in order. The clock then
    /// shows when the last of them was settled.
    std::vector<observation> send(const std::vector<probe>& packets, std::chrono::milliseconds wait);

    std::uint64_t now_us() const { return now_us_; }
    std::uint64_t sent() const { return sent_; } ///< packets, repeats included

    const route& way(int port_class, int path);

    /// Connections that a port of the host has had to accept, whether this prober heard of it or not.
    int accepted(int port_class) const { return accepted_[static_cast<std::size_t>(port_class)]; }

  private:
    /// A packet leaves.
    struct departure {
        std::uint64_t at_us;
        std::uint32_t packet, flow;
        std::uint64_t first_us; ///< when the probe's first packet left
    };
    /// What came back of it.
    struct arrival {
        answer what = answer::none;
        service from = service::open;
        icmp_error error;
        const std::string* sender = nullptr;
        int ttl = 0, quoted_ttl = 0;
        std::uint64_t at_us = 0;
    };

    void plan(const std::vector<probe>& packets, std::chrono::milliseconds wait);
    arrival travel(const probe& p, const departure& d);
    arrival stopped(const probe& p, const departure& d, const route& r);
    arrival at_end(const probe& p, const departure& d, const route& r);
    int path_of(const departure& d) const;
    bool accepts(const route& r, int port_class);
    bool may_complain(icmp_limit& limit, std::uint64_t at_us);
    bool survives(float probability, std::uint64_t at_us);
    int more_back(std::uint8_t position, std::uint32_t flow) const;
    std::uint64_t trip_us(const departure& d, std::uint32_t delay_us);
    bool is_heard(const probe& p, const arrival& a) const;
    observation show(const probe& p, const departure& d, const arrival& a) const;

    network& net_;
    random_numbers random_;
    std::uint64_t now_us_ = 0, sent_ = 0;
    std::array<std::array<route, 4>, port_classes> routes_; ///< made when they are first needed
    std::array<std::uint8_t, port_classes> known_{};
    std::array<std::uint16_t, port_classes> accepted_{};
    std::vector<departure> departures_;
};

} // namespace fairway::sim
