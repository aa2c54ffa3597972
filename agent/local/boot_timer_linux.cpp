#include "agent/local/boot_timer.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <sys/timerfd.h>
#include <system_error>
#include <unistd.h>

namespace fairway {

namespace asio = boost::asio;

namespace {

int open_timer() {
    const int fd = ::timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "cannot create a timer");
    return fd;
}

} // namespace

struct boot_timer::state {
    asio::posix::stream_descriptor timer;
    bool awaited = false;
};

boot_timer::boot_timer(asio::io_context& io) : state_(new state{asio::posix::stream_descriptor(io, open_timer())}) {}

boot_timer::~boot_timer() = default;

void boot_timer::wake_at(boot_time when) {
    auto& s = *state_;
    const auto since_boot = std::max<std::chrono::nanoseconds>(when.time_since_epoch(), std::chrono::nanoseconds(1));
    itimerspec at{};
    at.it_value.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(since_boot).count();
    at.it_value.tv_nsec = (since_boot % std::chrono::seconds(1)).count();
    if (::timerfd_settime(s.timer.native_handle(), TFD_TIMER_ABSTIME, &at, nullptr) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot set a timer");
    if (s.awaited) return;
    s.awaited = true;
    s.timer.async_wait(asio::posix::stream_descriptor::wait_read, [&s](const boost::system::error_code& ec) {
        if (ec) return;
        s.awaited = false;
        std::uint64_t expirations = 0;
        (void)!::read(s.timer.native_handle(), &expirations, sizeof expirations);
    });
}

} // namespace fairway
