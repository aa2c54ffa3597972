#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace fairway {

/// Packets that are in flight together, and what each of them showed.
class packet_round {
  public:
    /// Returns the place of its answer.
    std::size_t add(std::uint32_t address, protocol p, std::uint16_t port, int hops, int least_ttl = 0,
                    const wire::exchange* asked = nullptr) {
        packets_.push_back(
            {address, p, port, static_cast<std::uint8_t>(hops), static_cast<std::uint8_t>(least_ttl), asked});
        return packets_.size() - 1;
    }

    /// One answer for each packet, in order.
    void hear(std::vector<observation> answers) {
        answers_ = std::move(answers);
        answers_.resize(packets_.size());
    }

    const observation& operator[](std::size_t place) const { return answers_[place]; }
    const std::vector<probe>& packets() const { return packets_; }
    bool empty() const { return packets_.empty(); }

  private:
    std::vector<probe> packets_;
    std::vector<observation> answers_;
};

} // namespace fairway
