#include "agent/local/interrupt.hpp"

#include "support/system/signals.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <future>

using namespace fairway;

TEST_CASE("each signal that asks for the end requests a stop") {
    CHECK(std::count(stop_signals().begin(), stop_signals().end(), SIGINT) == 1);
    for (const int signal : stop_signals()) {
        CAPTURE(signal);
        const interrupt stop;
        CHECK(!stop.token().stop_requested());
        std::promise<void> heard;
        const std::stop_callback hear(stop.token(), [&] { heard.set_value(); });
        std::raise(signal);
        CHECK(heard.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready);
        CHECK(stop.token().stop_requested());
    }
}
