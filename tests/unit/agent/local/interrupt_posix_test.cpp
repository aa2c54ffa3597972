#include "agent/local/interrupt.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <future>
#include <sys/wait.h>
#include <unistd.h>

using namespace fairway;

TEST_CASE("the second signal ends the process, and so does one after its life") {
    for (const bool alive : {true, false}) {
        CAPTURE(alive);
        const pid_t child = ::fork();
        if (child == 0) {
            {
                const interrupt stop;
                std::promise<void> heard;
                const std::stop_callback hear(stop.token(), [&] { heard.set_value(); });
                if (alive) {
                    ::raise(SIGINT);
                    heard.get_future().wait();
                    ::raise(SIGINT);
                    while (true)
                        ::pause(); // until the thread that hears it has ended us
                }
            }
            ::raise(SIGINT);
            ::_exit(1);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == SIGINT);
    }
}
