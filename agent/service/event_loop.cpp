#include "agent/service/event_loop.hpp"

#include "agent/local/boot_timer.hpp"
#include "support/system/service_process.hpp"
#include "support/system/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>

namespace fairway {

namespace asio = boost::asio;
using boost::system::error_code;

struct event_loop::state {
    asio::io_context io{1};
    asio::signal_set signals{io};
    boot_timer timer{io};
    std::stop_source stop;
    bool reload = false;
    watchdog dog;
    /// Last, so that nobody asks for anything any more when the rest goes.
    service_requests requests{[this](service_request what) { asio::post(io, [this, what] { take(what); }); }};

    state() {
        for (const int signal : stop_signals())
            signals.add(signal);
        if (reload_signal != no_signal) signals.add(reload_signal);
    }

    void take(service_request what) {
        switch (what) {
        case service_request::stop: stop.request_stop(); break;
        case service_request::reload: reload = true; break;
        case service_request::wake: break; // whoever waits looks at the clock
        }
    }

    void hear() {
        signals.async_wait([this](const error_code& ec, int signal) {
            if (ec) return;
            take(signal == reload_signal ? service_request::reload : service_request::stop);
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
