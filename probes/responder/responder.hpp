#pragma once

#include "matrix/port.hpp"
#include "probes/responder/journal.hpp"
#include "probes/responder/responder_options.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace fairway {

/// Stands in on ports until the real services exist: it answers valid hellos and nothing else.
class responder {
  public:
    /// Binds everything at once, so that privileges can be given up before run(). Throws boost::system::system_error
    /// when the machine cannot do it at all; a port that is taken is no error.
    explicit responder(responder_options options);
    ~responder();
    responder(const responder&) = delete;
    responder& operator=(const responder&) = delete;

    const std::vector<not_bound>& left_out() const;
    std::vector<open_door> held() const; ///< everything that is stood in on, address by address
    const port_list& tcp() const;        ///< Stood in on, on one address at least.
    const port_list& udp() const;

    /// Answers until the time is over, or a stop is requested, from any thread (then false). `on_tick` is called once a
    /// second with what is left.
    bool run(std::chrono::milliseconds lifetime, const std::function<void(std::chrono::seconds)>& on_tick,
             std::stop_token stop = {});

    const reach_journal& journal() const; ///< Not while run() runs in another thread.

  private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace fairway
