#include "probes/sweep/sweep.hpp"

#include "tests/net/servers.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

using namespace fairway;

namespace {

sweep_request slow_request(std::vector<std::string> addresses) {
    sweep_request r;
    r.addresses = std::move(addresses);
    r.options.deadline = std::chrono::milliseconds(3500);
    r.options.second_looks = false;
    return r;
}

} // namespace

TEST_CASE("few file descriptors make a sweep slower, never wrong") {
    test::servers s;
    const auto open = s.tcp(s.hold());
    // The hard limit may be lowered only once, so it happens in a child. Threads come later: it could inherit their
    // locks.
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit few{180, 180};
        if (::setrlimit(RLIMIT_NOFILE, &few) != 0) ::_exit(2);
        // More of them are taken than the sweep can know: it must make do when the kernel says no.
        for (int n = 0; n < 100; ++n)
            if (::dup(1) < 0) ::_exit(3);
        auto r = slow_request({"127.77.0.1", "127.0.0.1"});
        lanes unlimited(0);
        for (std::uint16_t port = 20001; port <= 21000; ++port)
            r.probes.push_back({0, protocol::tcp, port});
        r.probes.push_back({1, protocol::tcp, open});
        const auto result = sweep(r, unlimited);
        std::size_t right = 0;
        for (std::size_t i = 0; i < 1000; ++i)
            right += result.observations[i].reason == reason::conn_refused;
        right += result.observations[1000].reason == reason::syn_ack;
        ::_exit(right == 1001 ? 0 : 1);
    }
    s.start();
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("no file descriptors at all is a local limit and no verdict") {
    const pid_t child = ::fork();
    if (child == 0) {
        // The loop has its descriptors; then a sweep finds none left for its probes.
        std::vector<int> taken;
        auto r = slow_request({"127.77.0.1"});
        r.probes = {{0, protocol::tcp, 20001}};
        const rlimit few{16, 16};
        if (::setrlimit(RLIMIT_NOFILE, &few) != 0) ::_exit(2);
        for (int fd = 0; (fd = ::dup(1)) >= 0;)
            taken.push_back(fd);
        // epoll, timer, wake-up
        for (int n = 0; n < 3 && !taken.empty(); ++n) {
            ::close(taken.back());
            taken.pop_back();
        }
        try {
            lanes paced; // at the pace that is the default
            const auto result = sweep(r, paced);
            ::_exit(result.observations[0].reason == reason::local_limit ? 0 : 1);
        } catch (...) {
            ::_exit(3);
        }
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
