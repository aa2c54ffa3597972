#pragma once

#include "matrix/observation.hpp"
#include "probes/path/probe.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace fairway {

/// Packets that are in flight together, and what each of them showed.
class packet_round {
  public:
    /// Returns the place of its answer.
    std::size_t add(const probe& packet) {
        packets_.push_back(packet);
        return packets_.size() - 1;
    }

    /// One answer for each packet, in order.
    void hear(std::vector<observation> answers) {
        answers_ = std::move(answers);
        answers_.resize(packets_.size());
    }

    const observation& operator[](std::size_t place) const { return answers_[place]; }
    const std::vector<probe>& packets() const { return packets_; }
    std::size_t size() const { return packets_.size(); }

  private:
    std::vector<probe> packets_;
    std::vector<observation> answers_;
};

} // namespace fairway
