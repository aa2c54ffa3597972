#include "agent/local/boot_timer.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

namespace {

/// Whether the loop is woken, and not before its time. A timer that does not fire would be waited for in vain.
bool is_woken_in_time(boost::asio::io_context& io, boot_timer& timer, boot_time when) {
    while (boot_clock::now() < when) {
        timer.wake_at(when);
        io.restart();
        if (io.run_one_for(60s) == 0) return false;
    }
    return true;
}

} // namespace

TEST_CASE("a loop is woken at a time of the boot clock, again and again") {
    boost::asio::io_context io{1};
    boot_timer timer{io};
    for (int i = 0; i < 5; ++i)
        CHECK(is_woken_in_time(io, timer, boot_clock::now() + 5ms));
}

TEST_CASE("a time that has passed wakes at once, and another time replaces the one before") {
    boost::asio::io_context io{1};
    boot_timer timer{io};
    timer.wake_at(boot_time::max());
    io.poll();
    timer.wake_at(boot_clock::now() - 1h);
    io.restart();
    CHECK(io.run_one_for(60s) == 1);
    timer.wake_at(boot_time{});
    io.restart();
    CHECK(io.run_one_for(60s) == 1);
}

TEST_CASE("a timer may end before its time has come") {
    boost::asio::io_context io{1};
    {
        boot_timer timer{io};
        timer.wake_at(boot_clock::now() + 1h);
    }
    io.poll(); // what was awaited ends without a word
}
