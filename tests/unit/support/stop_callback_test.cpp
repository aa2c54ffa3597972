#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <stop_token>
#include <thread>

// About the standard library: with g++ 12 for Windows, this hung within some ten thousand rounds
// (packaging/windows/toolchain.cmake).
TEST_CASE("who stops listening while a stop is being told waits for the end of that, and not longer") {
    std::array<std::stop_source, 20000> stops;
    std::atomic<std::size_t> listening = 0, called = 0, ended = 0;
    std::thread asker([&] {
        for (std::size_t i = 0; i < stops.size(); ++i) {
            while (listening <= i)
                std::this_thread::yield();
            stops[i].request_stop();
        }
    });
    std::size_t early = 0;
    for (std::size_t i = 0; i < stops.size(); ++i) {
        {
            const std::stop_callback hear(stops[i].get_token(), [&, i] {
                called = i + 1;
                for (std::atomic<std::size_t> busy = 0; busy < i % 3000; ++busy) {
                } // so that it ends at any time of the other thread's way to sleep
                ended = i + 1;
            });
            listening = i + 1;
            while (called <= i)
                std::this_thread::yield();
        }
        early += ended <= i;
    }
    asker.join();
    CHECK(early == 0);
}
