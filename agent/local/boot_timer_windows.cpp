#include "agent/local/boot_timer.hpp"

#include <boost/asio/windows/object_handle.hpp>

#include <windows.h>

#include <algorithm>
#include <chrono>
#include <system_error>

namespace fairway {

namespace asio = boost::asio;

namespace {

// What Windows counts its timers in.
using file_time = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;

[[noreturn]] void fail_timer(const char* what) {
    throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(), what);
}

HANDLE open_timer() {
    const HANDLE timer = ::CreateWaitableTimerExW(nullptr, nullptr, 0, TIMER_ALL_ACCESS);
    if (timer == nullptr) fail_timer("cannot create a timer");
    return timer;
}

file_time wall_clock() {
    FILETIME now{};
    ::GetSystemTimePreciseAsFileTime(&now);
    return file_time(static_cast<std::int64_t>(std::uint64_t{now.dwHighDateTime} << 32 | now.dwLowDateTime));
}

} // namespace

// No timer of Windows has the boot clock. One that counts from now stands still while the machine sleeps; one at a time
// of the wall clock is due at once when it wakes, but late where that clock was set back. The first of both counts.
struct boot_timer::state {
    /// One of the system's timers. Runs `fired` in the loop.
    class waitable_timer {
      public:
        explicit waitable_timer(asio::io_context& io) : timer_(io, open_timer()) {}

        /// Negative: from now, while the machine is awake. Else a time of the wall clock.
        template <class Fired>
        void set(file_time due, Fired fired) {
            LARGE_INTEGER at{};
            at.QuadPart = due.count();
            if (!::SetWaitableTimer(timer_.native_handle(), &at, 0, nullptr, nullptr, FALSE))
                fail_timer("cannot set a timer");
            if (awaited_) return;
            awaited_ = true;
            timer_.async_wait([this, fired](const boost::system::error_code& ec) {
                if (ec) return;
                awaited_ = false;
                fired();
            });
        }

        void cancel() { ::CancelWaitableTimer(timer_.native_handle()); }

      private:
        asio::windows::object_handle timer_;
        bool awaited_ = false;
    };

    waitable_timer awake;
    waitable_timer asleep;
};

boot_timer::boot_timer(asio::io_context& io)
    : state_(new state{state::waitable_timer(io), state::waitable_timer(io)}) {}

boot_timer::~boot_timer() = default;

void boot_timer::wake_at(boot_time when) {
    auto& s = *state_;
    constexpr std::chrono::hours longest{24 * 365}; // the end of time is no date that Windows knows
    const auto now = boot_clock::now();
    const auto left = std::min<std::chrono::nanoseconds>(std::max(when, now) - now, longest);
    // Rounded up: a timer that is early would be set again. 0 would be a date.
    const auto from_now = std::chrono::ceil<file_time>(left) + file_time(1);
    s.awake.set(-from_now, [&s] { s.asleep.cancel(); });
    s.asleep.set(wall_clock() + from_now, [&s] { s.awake.cancel(); });
}

} // namespace fairway
