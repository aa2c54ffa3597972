#pragma once

#include "probes/sweep/launch_queue.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <utility>

namespace fairway {

/// What came of an attempt to start something.
enum class takeoff {
    flies,     ///< under way, until launcher::landed()
    passes,    ///< over at once
    exhausted, ///< this machine is out of descriptors, ports or memory
};

/// Starts the launches of a queue on a loop when they are due. `Craft` has two functions: `takeoff start(number)`,
/// called for each launch, as often as it says `exhausted` while others are under way; and `give_up(number)`, called
/// where none are. Nothing starts once a stop is requested. All of them must outlive what waits in the loop.
template <class Craft>
class launcher {
  public:
    launcher(boost::asio::io_context& loop, launch_queue& queue, std::stop_token stop, Craft& craft)
        : loop_(loop), queue_(queue), stop_(std::move(stop)), craft_(craft), timer_(loop.get_executor()) {}

    /// Starts what may start now, in batches, so that answers are read (and timed) between them.
    void go() {
        constexpr int batch = 64;
        const auto now = clock::now();
        for (int n = 0; n < batch; ++n) {
            if (stop_.stop_requested()) return;
            const auto launch = queue_.next(now);
            if (!launch) return arm(queue_.wake());
            switch (craft_.start(*launch)) {
            case takeoff::flies: queue_.flies(); break;
            case takeoff::passes: queue_.passes(); break;
            case takeoff::exhausted:
                if (!queue_.is_exhausted()) craft_.give_up(*launch);
                break;
            }
        }
        go_soon();
    }

    /// One that was under way is over. Not from inside start().
    void landed() {
        if (queue_.landed()) go_soon();
    }

    void cancel() { timer_.cancel(); }

  private:
    using clock = launch_queue::clock;
    // Bound to the one kind of executor: the type-erased default costs an allocation a wait.
    using timer = boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>,
                                                    boost::asio::io_context::executor_type>;

    void go_soon() {
        boost::asio::post(loop_, [this] { go(); });
    }

    void arm(clock::time_point when) {
        if (when >= armed_) return; // it rings early enough
        armed_ = when;
        timer_.expires_at(when);
        timer_.async_wait([this](const boost::system::error_code& ec) {
            if (ec) return;
            armed_ = clock::time_point::max();
            go();
        });
    }

    boost::asio::io_context& loop_;
    launch_queue& queue_;
    std::stop_token stop_;
    Craft& craft_;
    timer timer_;
    clock::time_point armed_ = clock::time_point::max();
};

} // namespace fairway
