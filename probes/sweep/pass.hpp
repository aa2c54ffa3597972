#pragma once

#include "probes/sweep/launch.hpp"
#include "probes/sweep/sweep_run.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace fairway {

/// Launches under way. Results go to `run.seen`; one that is there already and not silence stays, and its launch is
/// skipped; silence stays if this machine cannot look again. Several passes may share a loop, each for probes of its
/// own. Ends what is not over when it is destroyed.
class pass {
  public:
    /// Begins. `launches`: for each address in order of their time. `run` outlives the pass.
    pass(sweep_run& run, std::vector<launch> launches);
    ~pass();

    /// Goes on until all launches are over, `enough` says so (asked often; may be empty), or the run is stopped.
    void run_until(const std::function<bool()>& enough = {});

    std::size_t left() const;                         ///< launches that are not over
    std::size_t left_of(std::uint32_t address) const; ///< the same, of one address
    std::size_t under_way() const;                    ///< sockets

    /// All that is left is silence of hosts that have answered nothing, for so long.
    bool only_mute_left(std::chrono::milliseconds for_so_long) const;

  private:
    class flights;
    std::unique_ptr<flights> flights_;
};

/// Runs `launches` until all have a result or the run is stopped.
void run_pass(sweep_run& run, std::vector<launch> launches);

} // namespace fairway
