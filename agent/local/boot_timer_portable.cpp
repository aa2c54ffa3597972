#include "agent/local/boot_timer.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace fairway {

struct boot_timer::state {
    boost::asio::steady_timer timer;
};

boot_timer::boot_timer(boost::asio::io_context& io) : state_(new state{boost::asio::steady_timer(io)}) {}

boot_timer::~boot_timer() = default;

// The boot clock is the steady one here (support/system/clock_portable.cpp).
void boot_timer::wake_at(boot_time when) {
    // Asio adds to what it is given; the end of time would be in the past.
    constexpr std::chrono::hours longest{24 * 365};
    const auto from_now =
        std::min<std::chrono::nanoseconds>(std::max(when, boot_clock::now()) - boot_clock::now(), longest);
    state_->timer.expires_after(from_now);
    state_->timer.async_wait([](const boost::system::error_code&) {});
}

} // namespace fairway
