#include "agent/service/event_loop.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/timerfd.h>
#include <system_error>
#include <unistd.h>

namespace fairway {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

int boot_timer() {
    const int fd = ::timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "cannot make a timer");
    return fd;
}

} // namespace

struct event_loop::state {
    asio::io_context io{1};
    asio::signal_set signals{io, SIGINT, SIGTERM, SIGHUP};
    asio::posix::stream_descriptor timer{io, boot_timer()}; // Asio's own timers know no sleep of the machine
    bool timer_awaited = false;
    std::stop_source stop;
    bool reload = false;
    watchdog dog;

    void hear() {
        signals.async_wait([this](const error_code& ec, int signal) {
            if (ec) return;
            if (signal == SIGHUP)
                reload = true;
            else
                stop.request_stop();
            hear();
        });
    }

    /// Until then, or until something happens before.
    void wait(boot_time when) {
        arm(std::min(when, dog.due()));
        io.run_one();
    }

    void arm(boot_time when) {
        const auto since_boot =
            std::max<std::chrono::nanoseconds>(when.time_since_epoch(), std::chrono::nanoseconds(1));
        itimerspec at{};
        at.it_value.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(since_boot).count();
        at.it_value.tv_nsec = (since_boot % std::chrono::seconds(1)).count();
        if (::timerfd_settime(timer.native_handle(), TFD_TIMER_ABSTIME, &at, nullptr) != 0)
            throw std::system_error(errno, std::generic_category(), "cannot set a timer");
        if (timer_awaited) return;
        timer_awaited = true;
        timer.async_wait(asio::posix::stream_descriptor::wait_read, [this](const error_code& ec) {
            timer_awaited = false;
            std::uint64_t expirations = 0;
            if (!ec) (void)!::read(timer.native_handle(), &expirations, sizeof expirations);
        });
    }
};

event_loop::event_loop() : state_(std::make_unique<state>()) {
    // Whoever reads our log may go; that must not end us.
    std::signal(SIGPIPE, SIG_IGN);
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
