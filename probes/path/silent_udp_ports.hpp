#pragma once

#include "probes/path/packet_round.hpp"
#include "probes/path/suspect.hpp"
#include "probes/path/walker.hpp"

#include <cstddef>
#include <vector>

namespace fairway {

/// Where datagrams of silent UDP ports end. They come last: whatever complaints they cost are not missing elsewhere.
/// That they stay unanswered is normal, and a complaint that is missing may be one more than the router may send. So
/// they count as dropped only where the next router complained, each time, of another packet that was sent right behind
/// them.
class silent_udp_ports {
  public:
    void ask(std::vector<suspect>& suspects, packet_round& r, bool time_left);
    void hear(std::vector<suspect>& suspects, const packet_round& r);

    /// Whether this port's datagrams were missed often enough to say that they are dropped.
    static bool is_dropped(const silent_datagrams& m);

  private:
    enum class step { begin, no_services, walks, questions, done };
    struct question {
        std::size_t suspect, udp, hop, packet, control;
    };

    void begin(const std::vector<suspect>& suspects);
    void ask_next_routers(const std::vector<suspect>& suspects, packet_round& r);

    step step_ = step::begin;
    walker no_services_, walks_;
    int asked_ = 0;
    std::vector<question> questions_;
};

} // namespace fairway
