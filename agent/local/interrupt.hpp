#pragma once

#include <memory>
#include <stop_token>

namespace fairway {

/// While it lives, stop_signals() (SIGINT, SIGTERM) request a stop in place of ending the process, so that what is
/// known so far can be told; a second one ends the process, as if nobody listened. Not while another part of the
/// program handles these signals itself. Whoever has a token may keep it.
class interrupt {
  public:
    interrupt();
    ~interrupt();
    interrupt(const interrupt&) = delete;
    interrupt& operator=(const interrupt&) = delete;

    std::stop_token token() const;

  private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace fairway
