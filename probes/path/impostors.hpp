#pragma once

#include "probes/path/packet_round.hpp"
#include "probes/path/suspect.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace fairway {

/// Who answered in the host's name. How far away does something answer, and how far has its answer come? The host is at
/// least as far as the farthest of its answers, and farther than every router that had its packets. One hop short of it
/// nothing may answer; and a firewall on the last router, which answers only what could have reached the host, is told
/// by the hops that its answer lacks.
class impostors {
  public:
    void ask(std::vector<suspect>& suspects, packet_round& r, bool time_left);
    void hear(std::vector<suspect>& suspects, const packet_round& r);

  private:
    enum class step { begin, representatives, samples, confirmation, neighbors, done };

    /// Packets about one port; which of the numbers are used depends on the step.
    struct place {
        std::size_t suspect;
        examined_port of;
        std::size_t first = 0, first_bound = 0;
        std::size_t representative = 0;
        int expected_ttl = 0;
        on_way who = {};
    };
    struct control {
        std::size_t suspect, packet;
    };

    void ask_representatives(const std::vector<suspect>& suspects, packet_round& r);
    void hear_representatives(std::vector<suspect>& suspects, const packet_round& r) const;
    void ask_samples(const std::vector<suspect>& suspects, packet_round& r);
    void hear_samples(std::vector<suspect>& suspects, const packet_round& r) const;
    void ask_again(const std::vector<suspect>& suspects, packet_round& r);
    void hear_again(std::vector<suspect>& suspects, const packet_round& r) const;
    void ask_neighbors(const std::vector<suspect>& suspects, packet_round& r);
    void hear_neighbors(std::vector<suspect>& suspects, const packet_round& r) const;

    step step_ = step::begin;
    std::vector<place> places_;
    std::vector<control> controls_;
};

} // namespace fairway
