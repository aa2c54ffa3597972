#pragma once

#include "matrix/observation.hpp"
#include "probes/path/impostors.hpp"
#include "probes/path/packet_round.hpp"
#include "probes/path/silent_ports.hpp"
#include "probes/path/silent_udp_ports.hpp"
#include "probes/path/suspect.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fairway {

/// What an inquiry found out; probes by their index.
struct path_conclusions {
    std::vector<std::optional<int>> hops;  ///< distance of each address, where its answers show it
    std::set<std::size_t> by_host;         ///< probes that the host itself answered
    std::map<std::size_t, on_way> on_path; ///< probes that somebody else answered
    std::map<std::size_t, path_end> ends;  ///< of silent probes

    /// Notes in `seen` who answered, and where silence ends.
    void note_in(std::vector<observation>& seen) const;
};

/// Who really answered, and where silent packets end: a state machine that says which packets to send, hears what they
/// showed, and says which next. It knows neither sockets nor time. What answers one hop short of the host, again and
/// again from other source ports, or with an answer that has come fewer hops than the host's, is not the host.
class inquiry {
  public:
    /// About addresses behind a router; `skip` leaves some out. `seen`: what the sweep saw of `probes`.
    inquiry(const std::vector<std::string>& addresses, const std::vector<bool>& skip, const std::vector<probe>& probes,
            const std::vector<observation>& seen);

    /// The next packets, all to be in flight at once; none when there is nothing more to ask. `answers`: to the packets
    /// before, in order. Without `time_left` nothing more is asked.
    std::vector<probe> next(std::vector<observation> answers, bool time_left);

    /// What is known so far.
    path_conclusions concludes() const;

  private:
    enum class part { silent_ports, impostors, silent_udp_ports, done };

    void ask(bool time_left);

    std::size_t addresses_;
    std::vector<suspect> suspects_;
    part part_ = part::silent_ports;
    silent_ports silent_ports_;
    impostors impostors_;
    silent_udp_ports silent_udp_ports_;
    packet_round round_;
};

} // namespace fairway
