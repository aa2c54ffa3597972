#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fairway {

/// How the silence of a port is told from an answer that is late or was lost.
struct patience {
    std::chrono::milliseconds between{}; ///< two packets to it
    std::chrono::milliseconds in_all{};  ///< from the first packet on
};

/// What its answers show of the line to one address.
class line {
  public:
    static constexpr std::size_t tries = 3; ///< at a port of a host that answers others

    /// The host itself answered the last of `tried` packets, `rtt` after it was sent; those before were lost.
    void hear(std::chrono::microseconds rtt, std::size_t tried) {
        ++heard_;
        lost_ += tried - 1;
        // From a second on it may be an answer to a repetition, which the system sends of itself.
        auto& slowest = rtt < std::chrono::seconds(1) ? slowest_ : slowest_or_repeated_;
        slowest = std::max(slowest, rtt);
    }

    bool answers() const { return heard_ > 0; }
    std::size_t heard() const { return heard_; } ///< answers
    std::size_t lost() const { return lost_; }   ///< packets without one to ports that answered another

    /// Of a host that answers: a few of its slowest round trips. Of any other: all of `deadline`.
    fairway::patience patience(std::chrono::milliseconds deadline) const;

    bool operator==(const line&) const = default;

  private:
    std::size_t heard_ = 0, lost_ = 0;
    std::chrono::microseconds slowest_{}, slowest_or_repeated_{};
};

/// The part of packets that is lost on each line, there or back. A line with few answers has the figure of all such
/// lines together, unless its own answers contradict it.
std::vector<double> losses(const std::vector<line>& lines);

} // namespace fairway
