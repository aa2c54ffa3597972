#pragma once

#include <chrono>
#include <optional>

namespace fairway {

/// From its making on, SIGTERM and SIGINT end nothing by themselves, not even at the end. To be made before the first
/// thread: all of them then leave the signals to whoever waits here. Linux only, as the collector is.
class termination_signals {
  public:
    termination_signals();

    /// The number of the signal that came; nothing where none did in that time.
    std::optional<int> wait_for(std::chrono::seconds time);
};

} // namespace fairway
