#pragma once

#include "probes/path/packet_round.hpp"
#include "probes/path/suspect.hpp"
#include "probes/path/walker.hpp"

#include <cstddef>
#include <vector>

namespace fairway {

/// Where silent TCP ports end, and how far away hosts are. Silent ports go first: they need the routers' complaints,
/// and Linux sends six of them, then one a second.
class silent_ports {
  public:
    explicit silent_ports(const std::vector<suspect>& suspects);

    /// Adds the next packets; none where there is nothing more to ask.
    void ask(std::vector<suspect>& suspects, packet_round& r, bool time_left);
    void hear(std::vector<suspect>& suspects, const packet_round& r);

  private:
    enum class step { silences, no_services, missing, done };
    struct missing_complaint {
        std::size_t suspect, hop;
    };

    void ask_for_missing(const std::vector<suspect>& suspects, packet_round& r);

    step step_ = step::silences;
    walker silences_, no_services_;
    int repeated_ = 0;
    std::vector<missing_complaint> missing_; ///< one for each packet, in order
};

} // namespace fairway
