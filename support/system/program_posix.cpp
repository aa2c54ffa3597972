#include "support/system/program.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fairway {

namespace {

using end = program_result::end;

using moment = std::chrono::steady_clock::time_point;

int milliseconds_until(moment deadline) {
    const auto left = deadline - std::chrono::steady_clock::now();
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count());
}

/// Reads until the end; says why it stopped before that.
end collect(int fd, moment deadline, std::size_t limit, std::string& output) {
    while (true) {
        const int left = milliseconds_until(deadline);
        if (left <= 0) return end::too_slow;
        pollfd waiting{fd, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, left);
        if (ready < 0 && errno != EINTR) return end::failure;
        if (ready <= 0) continue;
        char buffer[65536];
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return end::failure;
        if (got == 0) return end::success;
        output.append(buffer, static_cast<std::size_t>(got));
        if (output.size() > limit) return end::too_much;
    }
}

/// Waits for the child, which has closed its output and so is about to end, or never will; then it is killed.
end reap(pid_t child, moment deadline) {
    int status = 0;
    pid_t ended = 0;
    while ((ended = ::waitpid(child, &status, WNOHANG)) == 0 && milliseconds_until(deadline) > 0)
        ::poll(nullptr, 0, 1);
    if (ended == 0) {
        ::kill(child, SIGKILL);
        ::waitpid(child, &status, 0);
        return end::too_slow;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? end::success : end::failure;
}

} // namespace

program_result run_program(const std::string& path, const std::vector<std::string>& arguments,
                           std::chrono::milliseconds time, std::size_t limit) {
    const moment deadline = std::chrono::steady_clock::now() + time;
    // pipe2() is not everywhere. Nothing else starts programs, so that under this lock no other child can inherit the
    // pipe before it is marked, and keep its end open.
    static std::mutex starting;
    std::unique_lock lock(starting);
    int pipe_ends[2];
    if (::pipe(pipe_ends) != 0) return {};
    for (const int fd : pipe_ends)
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);

    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);

    std::vector<char*> argv{const_cast<char*>(path.c_str())};
    for (const auto& a : arguments)
        argv.push_back(const_cast<char*>(a.c_str()));
    argv.push_back(nullptr);
    char locale[] = "LC_ALL=C";
    char search_path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
    char* environment[] = {locale, search_path, nullptr};

    pid_t child = -1;
    const int error = ::posix_spawn(&child, path.c_str(), &actions, nullptr, argv.data(), environment);
    lock.unlock();
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(pipe_ends[1]);
    program_result result;
    if (error == 0) {
        result.how = collect(pipe_ends[0], deadline, limit, result.output);
        if (result.how == end::success) {
            result.how = reap(child, deadline);
        } else {
            ::kill(child, SIGKILL); // not reaped yet, so the number is still this child's
            while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
            }
        }
        if (result.how != end::success) result.output.clear();
    }
    ::close(pipe_ends[0]);
    return result;
}

} // namespace fairway
