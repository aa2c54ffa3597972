#pragma once

#include "probes/net/connect.hpp"
#include "probes/sweep/pace.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>

namespace fairway {

/// What everybody who sends to one address shares: where it is, and the tokens of its pace.
struct lane {
    fairway::journey journey; ///< to no port yet
    std::string text;
    route way; ///< how packets leave for it
    pace tokens;
};

/// This machine's addresses that packets are to leave from. None at all: the routing table decides; of one family only:
/// nothing leaves for the other one.
struct departure {
    std::optional<socket_address> v4, v6;
};

/// The lanes of a round of probing, one for each address. Sweep, hellos and conversations of a round take their tokens
/// from the same lanes, so that together they keep to the rate.
class lanes {
  public:
    /// New connections or datagrams a second and address, after a burst; 0: unlimited.
    explicit lanes(double rate = 1000, std::size_t burst = 100) : rate_(rate), burst_(burst) {}
    lanes(double rate, departure from) : lanes(rate) { from_ = from; }

    /// `address` is numeric, IPv6 with its zone where it needs one; throws std::invalid_argument on anything else. The
    /// lane lives as long as this object. Not from several threads.
    lane& to(const std::string& address);

    /// Between two packets to one address, for those who send one after the other.
    std::chrono::milliseconds gap() const;

  private:
    double rate_;
    std::size_t burst_;
    departure from_;
    std::map<std::string, lane> all_;
};

} // namespace fairway
