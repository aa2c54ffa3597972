#include "agent/local/interrupt.hpp"

#include "support/system/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <thread>

namespace fairway {

namespace asio = boost::asio;

// A thread of its own, because those who are to stop may be in the middle of anything.
struct interrupt::state {
    std::stop_source source;
    asio::io_context io{1};
    asio::signal_set signals{io};
    std::thread listening;
};

interrupt::interrupt() : state_(std::make_unique<state>()) {
    for (const int signal : stop_signals())
        state_->signals.add(signal);
    state_->signals.async_wait([s = state_.get()](const boost::system::error_code& ec, int) {
        if (ec) return;
        boost::system::error_code ignored;
        s->signals.clear(ignored); // back to what the signals do by themselves
        s->source.request_stop();
    });
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
