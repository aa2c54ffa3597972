#include "agent/local/interrupt.hpp"

#include "support/system/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdlib>
#include <thread>

namespace fairway {

namespace asio = boost::asio;

// A thread of its own, because those who are to stop may be in the middle of anything.
struct interrupt::state {
    std::stop_source source;
    asio::io_context io{1};
    asio::signal_set signals{io};
    std::thread listening;

    void wait() {
        signals.async_wait([this](const boost::system::error_code& ec, int signal) {
            if (ec) return;
            if (source.stop_requested()) end_by(signal);
            source.request_stop();
            wait();
        });
    }

    /// Not left to the system after the first one: on Windows, the C library may arm our handler again behind our back.
    [[noreturn]] void end_by(int signal) {
        boost::system::error_code ignored;
        signals.clear(ignored);
        std::raise(signal);
        std::_Exit(128 + signal); // as shells number it
    }
};

interrupt::interrupt() : state_(std::make_unique<state>()) {
    for (const int signal : stop_signals())
        state_->signals.add(signal);
    state_->wait();
    state_->listening = std::thread([s = state_.get()] { s->io.run(); });
}

interrupt::~interrupt() {
    state_->io.stop();
    state_->listening.join();
}

std::stop_token interrupt::token() const {
    return state_->source.get_token();
}

} // namespace fairway
