#include "probes/identify/engine.hpp"

#include "tests/net/servers.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace fairway;
using identify::ending;

namespace {

/// A protocol whose server says hello.
identify::reply read_hail(const identify::context&, std::string_view received) {
    if (received != "HELLO all\n") return {};
    return {identify::reply::verdict::confirmed, std::string(received)};
}
const identify::exchange by_hail{nullptr, read_hail};
const identify::protocol hail{"hail", identify::transport::tcp, "", &by_hail};

identify::question hail_at(std::uint16_t port) {
    return identify::question_for(hail, {"vbr01"}, "127.0.0.1", port);
}

} // namespace

TEST_CASE("few file descriptors make conversations wait, not fail") {
    test::servers s;
    const auto port = s.tcp([](boost::asio::ip::tcp::socket peer) { test::say(peer, "HELLO all\n"); });
    const auto mute = s.tcp(s.hold());
    // The hard limit may be lowered only once, so it happens in a child. Threads come later: it could inherit their
    // locks.
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit few{180, 180};
        if (::setrlimit(RLIMIT_NOFILE, &few) != 0) ::_exit(2);
        // More are taken than the engine can know: it must make do when the kernel says no.
        for (int fd = 0; fd >= 0;)
            fd = ::dup(1);
        for (int fd = 179; fd > 170; --fd)
            ::close(fd);
        std::vector<identify::question> questions(40, hail_at(port));
        questions.front() = hail_at(mute);
        identify::converse_options options;
        options.deadline = std::chrono::milliseconds(500);
        lanes paced; // at the pace that is the default
        const auto result = identify::converse(questions, options, paced, {});
        bool right = result.conversations.front().end == ending::mute;
        for (std::size_t i = 1; i < questions.size(); ++i)
            right = right && result.conversations[i].end == ending::confirmed;
        ::_exit(right ? 0 : 1);
    }
    s.start();
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}
