#pragma once

#include "agent/service/schedule.hpp"
#include "agent/service/watchdog.hpp"

#include <memory>
#include <stop_token>

namespace fairway {

/// What the service waits for: a time, signals, what a service manager asks, and the watchdog's need of food. While it
/// lives, stop_signals() (stop) and reload_signal end nothing by themselves.
class event_loop {
  public:
    event_loop();
    ~event_loop();
    event_loop(const event_loop&) = delete;
    event_loop& operator=(const event_loop&) = delete;

    enum class event { due, stop, reload };

    /// Sleeps until `when`, or until there is a signal. A stop stays one for all later calls.
    event wait_until(boot_time when);

    /// The same for the middle of a run: a reload has to wait for its end. Whether the time came.
    bool sleep_until(boot_time when);

    /// Takes signals that came meanwhile and feeds the watchdog; does not sleep. For those who are busy.
    void look_up();

    bool stopped() const;

    /// For those who are busy: a stop is requested as soon as look_up() sees the signal.
    std::stop_token token() const;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace fairway
