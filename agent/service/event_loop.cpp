#include "agent/service/event_loop.hpp"

#include "agent/local/boot_timer.hpp"
#include "support/system/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <csignal>

namespace fairway {

namespace asio = boost::asio;
using boost::system::error_code;

struct event_loop::state {
    asio::io_context io{1};
    asio::signal_set signals{io, SIGINT, SIGTERM, reload_signal};
    boot_timer timer{io};
    std::stop_source stop;
    bool reload = false;
    watchdog dog;

    void hear() {
        signals.async_wait([this](const error_code& ec, int signal) {
            if (ec) return;
            if (signal == reload_signal)
                reload = true;
            else
                stop.request_stop();
            hear();
        });
    }

    /// Until then, or until something happens before.
    void wait(boot_time when) {
        timer.wake_at(std::min(when, dog.due()));
        io.run_one();
    }
};

event_loop::event_loop() : state_(std::make_unique<state>()) {
    // Whoever reads our log may go; that must not end us.
    ignore_broken_pipes();
    state_->hear();
}

event_loop::~event_loop() = default;

event_loop::event event_loop::wait_until(boot_time when) {
    auto& s = *state_;
    while (true) {
        look_up();
        if (s.stop.stop_requested()) return event::stop;
        if (s.reload) {
            s.reload = false;
            return event::reload;
        }
        if (boot_clock::now() >= when) return event::due;
        s.wait(when);
    }
}

bool event_loop::sleep_until(boot_time when) {
    auto& s = *state_;
    while (true) {
        look_up();
        if (s.stop.stop_requested()) return false;
        if (boot_clock::now() >= when) return true;
        s.wait(when);
    }
}

void event_loop::look_up() {
    state_->io.poll();
    state_->dog.feed(boot_clock::now());
}

bool event_loop::stopped() const {
    return state_->stop.stop_requested();
}

std::stop_token event_loop::token() const {
    return state_->stop.get_token();
}

} // namespace fairway
