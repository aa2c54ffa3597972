#pragma once

#include "support/system/clock.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>

namespace fairway {

/// Wakes an event loop at a time of the boot clock. (Asio's own timers know no sleep of the machine.)
class boot_timer {
  public:
    explicit boot_timer(boost::asio::io_context& io); ///< throws std::system_error
    ~boot_timer();
    boot_timer(const boot_timer&) = delete;
    boot_timer& operator=(const boot_timer&) = delete;

    /// Lets a handler run in the loop at `when`, or at once where that has passed, instead of at the time before. That
    /// it runs is all: whoever waits looks at the clock. Throws std::system_error.
    void wake_at(boot_time when);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace fairway
