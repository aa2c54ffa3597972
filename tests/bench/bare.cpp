// The least that a sweep can cost: one epoll loop, one connect a port, nothing else.
//
//   bench_bare ADDRESSES PORTS [--deadline-ms N]     e.g. bench_bare 10.0.0.1,10.0.0.2 22,2500-3300
//
// Prints one line of JSON: what it saw, wall clock and its own CPU time (user and system, of the probing alone).
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using clock_type = std::chrono::steady_clock;

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (;;) {
        const auto comma = text.find(',', begin);
        parts.push_back(text.substr(begin, comma - begin));
        if (comma == std::string::npos) return parts;
        begin = comma + 1;
    }
}

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3 && !(argc == 5 && std::strcmp(argv[3], "--deadline-ms") == 0)) {
        std::fprintf(stderr, "usage: bench_bare ADDRESSES PORTS [--deadline-ms N]\n");
        return 2;
    }
    const auto deadline = std::chrono::milliseconds(argc == 5 ? std::atoi(argv[4]) : 3500);
    std::vector<sockaddr_in> targets;
    for (const std::string& address : split(argv[1])) {
        sockaddr_in a{};
        a.sin_family = AF_INET;
        if (::inet_pton(AF_INET, address.c_str(), &a.sin_addr) != 1) {
            std::fprintf(stderr, "bench_bare: \"%s\" is not an IPv4 address\n", address.c_str());
            return 2;
        }
        for (const std::string& item : split(argv[2])) {
            const auto dash = item.find('-');
            const int first = std::atoi(item.c_str());
            const int last = dash == std::string::npos ? first : std::atoi(item.c_str() + dash + 1);
            for (int port = first; port <= last; ++port) {
                a.sin_port = htons(static_cast<std::uint16_t>(port));
                targets.push_back(a);
            }
        }
    }
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const std::size_t most = files.rlim_cur - 16;

    const double cpu_before = cpu_seconds();
    const auto start = clock_type::now();
    const int loop = ::epoll_create1(EPOLL_CLOEXEC);
    const linger at_once{1, 0};
    std::size_t open = 0, refused = 0, other = 0, local = 0, in_flight = 0, next = 0;
    std::vector<char> busy(files.rlim_cur, 0);
    std::vector<epoll_event> events(1024);

    const auto count = [&](int error) {
        if (error == 0)
            ++open;
        else if (error == ECONNREFUSED)
            ++refused;
        else
            ++other;
    };
    while (next < targets.size() || in_flight > 0) {
        while (next < targets.size() && in_flight < most) {
            const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            if (fd < 0) {
                ++local, ++next;
                continue;
            }
            ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
            const sockaddr_in& to = targets[next++];
            if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) {
                ++open;
                ::close(fd);
            } else if (errno != EINPROGRESS) {
                count(errno);
                ::close(fd);
            } else {
                epoll_event e{};
                e.events = EPOLLOUT;
                e.data.fd = fd;
                ::epoll_ctl(loop, EPOLL_CTL_ADD, fd, &e);
                busy[static_cast<std::size_t>(fd)] = 1;
                ++in_flight;
            }
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(start + deadline - clock_type::now());
        if (left.count() <= 0) break;
        const int n =
            ::epoll_wait(loop, events.data(), static_cast<int>(events.size()), static_cast<int>(left.count()) + 1);
        for (int i = 0; i < n; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            int error = 0;
            socklen_t size = sizeof error;
            ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
            count(error);
            ::close(fd);
            busy[static_cast<std::size_t>(fd)] = 0;
            --in_flight;
        }
    }
    const std::size_t silent = in_flight;
    for (std::size_t fd = 0; in_flight > 0 && fd < busy.size(); ++fd)
        if (busy[fd]) {
            ::close(static_cast<int>(fd));
            --in_flight;
        }
    const std::chrono::duration<double> wall = clock_type::now() - start;
    std::printf("{\"probes\":%zu,\"open\":%zu,\"refused\":%zu,\"other\":%zu,\"silent\":%zu,\"local\":%zu,"
                "\"wall_s\":%.6f,\"cpu_s\":%.6f}\n",
                targets.size(), open, refused, other, silent, local, wall.count(), cpu_seconds() - cpu_before);
    return 0;
}
