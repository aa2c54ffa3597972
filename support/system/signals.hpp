#pragma once

#include <chrono>
#include <optional>

namespace fairway {

/// From here on, writing where nobody reads any more is an error like others, and does not end this process.
void ignore_broken_pipes();

/// That whoever started this process logs out does not end it.
void ignore_hang_ups();

/// From its making on, SIGTERM and SIGINT end nothing by themselves, not even at the end. To be made before the first
/// thread: all of them then leave the signals to whoever waits here.
class termination_signals {
  public:
    termination_signals();

    /// The number of the signal that came; nothing where none did in that time.
    std::optional<int> wait_for(std::chrono::seconds time);
};

} // namespace fairway
