#pragma once

#include "matrix/observation.hpp"
#include "probes/net/address.hpp"
#include "probes/sweep/launch.hpp"
#include "probes/sweep/sweep.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

namespace fairway {

/// An address that can be probed: parsed, with a source.
struct lane_address {
    socket_address target;
    std::string text;
    std::string source;
};

/// Runs `launches` (for each address in order of their time) on `io` until all have a result or `stop` is true, which
/// is looked at whenever the loop wakes. Results go to `seen`; one that is there already and not silence stays, and
/// its launch is skipped. `finished` is called for each launch that came to its end.
void run_pass(boost::asio::io_context& io, const std::vector<lane_address>& addresses, const std::vector<probe>& probes,
              const std::vector<launch>& launches, double rate, std::size_t burst, std::size_t most_in_flight,
              const bool& stop, std::vector<observation>& seen, const std::function<void()>& finished);

} // namespace fairway
