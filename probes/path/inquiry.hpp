#pragma once

#include "probes/path/examination.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fairway {

/// Who really answered, and where silent packets end: a state machine that says which packets to send, hears what they
/// showed, and says which next. It knows neither sockets nor time.
class inquiry {
  public:
    /// About addresses behind a router; `skip` leaves some out. `seen`: what the sweep saw of `probes`.
    inquiry(const std::vector<std::string>& addresses, const std::vector<bool>& skip, const std::vector<probe>& probes,
            const std::vector<observation>& seen);

    /// The next packets, all to be in flight at once, each so long after the first as it says; none when there is
    /// nothing more to ask. `answers`: to the packets before, in order. Without `time_left` nothing more is asked.
    std::vector<probe> next(std::vector<observation> answers, bool time_left);

    /// What is known so far.
    path_conclusions concludes() const;

  private:
    std::size_t addresses_;
    std::vector<examination> examinations_;
    packet_round round_;
};

} // namespace fairway
