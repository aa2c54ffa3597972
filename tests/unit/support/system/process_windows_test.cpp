#include "support/system/process.hpp"

#include "support/system/clock.hpp"
#include "support/system/locations.hpp"
#include "support/system/random.hpp"
#include "support/system/signals.hpp"
#include "support/system/terminal.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <doctest/doctest.h>
#include <ostream>
#include <windows.h>

using namespace fairway;

TEST_CASE("this process and its machine") {
    CHECK(process_id() == static_cast<process_number>(::GetCurrentProcessId()));
    CHECK_FALSE(host_name().empty());
    CHECK(resident_bytes() > 1024 * 1024);
    CHECK(raise_open_file_limit() > 1'000'000);
    give_back_memory();
    const auto before = boot_clock::now();
    CHECK(boot_clock::now() >= before);
    CHECK(before.time_since_epoch().count() > 0);
    CHECK(monotonic_time().count() > 0);
    CHECK(boot_id().empty());
    std::array<unsigned char, 64> one{}, other{};
    CHECK(fill_random(one.data(), one.size()));
    CHECK(fill_random(other.data(), other.size()));
    CHECK(one != other);
    CHECK(reload_signal == no_signal);
    CHECK(std::count(stop_signals().begin(), stop_signals().end(), SIGBREAK) == 1);
    CHECK(default_config_file().ends_with("\\Fairway\\agent.json"));
    CHECK(default_state_folder().ends_with("\\Fairway\\state"));
}
