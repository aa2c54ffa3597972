// The far end of a check: one process that behaves in a given way on each of many ports, IPv4 and IPv6, every address.
//
//   lab_peers KIND:PORTS...      e.g. lab_peers hold:22,2500-3300 rst:10001 echo/udp:10002
//
//   hold  accepts and keeps the connection until the other side ends it
//   rst   accepts and resets at once             fin   accepts and closes at once
//   full  its backlog is full before "ready": further SYNs are dropped
//   echo/udp  sends every datagram back          mute/udp  reads and says nothing
//
// Prints "ready" when every port stands; ends on SIGTERM.
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

enum class kind { hold, rst, fin, full, echo, mute, connection };

[[noreturn]] void die(const std::string& what) {
    std::fprintf(stderr, "lab_peers: %s: %s\n", what.c_str(), std::strerror(errno));
    std::exit(1);
}

sockaddr_in6 any(std::uint16_t port) {
    sockaddr_in6 a{};
    a.sin6_family = AF_INET6;
    a.sin6_port = htons(port);
    return a;
}

bool is_full(int listener) {
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) die("TCP_INFO");
    return info.tcpi_unacked > info.tcpi_sacked; // of a listener: waiting connections and the most it takes
}

// Connects to itself until the queue of accepted connections has no room left.
void fill(int listener, std::uint16_t port) {
    for (int tries = 0; !is_full(listener); ++tries) {
        if (tries == 64) die("the backlog does not fill");
        const int fd = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in6 self = any(port);
        self.sin6_addr = in6addr_loopback;
        if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&self), sizeof self) != 0) die("connect to itself");
    }
}

int stand(kind k, std::uint16_t port) {
    const bool udp = k == kind::echo || k == kind::mute;
    const int fd = ::socket(AF_INET6, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) die("socket for port " + std::to_string(port));
    const int on = 1, off = 0;
    ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in6 here = any(port);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) die("bind to " + std::to_string(port));
    if (udp) {
        // Echoes must leave from the address that was asked, of which a host here may have many.
        ::setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
        return fd;
    }
    if (::listen(fd, k == kind::full ? 1 : 4096) != 0) die("listen on " + std::to_string(port));
    if (k == kind::full) fill(fd, port);
    return fd;
}

void answer(int fd, bool echo) {
    char data[2048];
    char control[256];
    for (;;) {
        sockaddr_in6 from{};
        iovec part{data, sizeof data};
        msghdr message{};
        message.msg_name = &from;
        message.msg_namelen = sizeof from;
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        const ssize_t n = ::recvmsg(fd, &message, MSG_DONTWAIT);
        if (n < 0) return;
        if (!echo) continue;
        part.iov_len = static_cast<std::size_t>(n);
        // The interface that it came in by must not bind the way back.
        for (cmsghdr* c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
            if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO)
                reinterpret_cast<in6_pktinfo*>(CMSG_DATA(c))->ipi6_ifindex = 0;
        (void)::sendmsg(fd, &message, 0);
    }
}

void usage(const std::string& why) {
    std::fprintf(stderr, "lab_peers: %s\nusage: lab_peers KIND:PORTS... (hold rst fin full echo/udp mute/udp)\n",
                 why.c_str());
    std::exit(2);
}

kind parse_kind(std::string_view word) {
    if (word == "hold") return kind::hold;
    if (word == "rst") return kind::rst;
    if (word == "fin") return kind::fin;
    if (word == "full") return kind::full;
    if (word == "echo/udp") return kind::echo;
    if (word == "mute/udp") return kind::mute;
    usage("unknown kind \"" + std::string(word) + "\"");
    std::abort();
}

std::uint16_t parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0)
        usage("\"" + std::string(text) + "\" is not a port");
    return port;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) usage("nothing to do");
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max = std::max<rlim_t>(files.rlim_max, 200000);
    ::setrlimit(RLIMIT_NOFILE, &files);  // the far end must not be what runs out first,
    ::setpriority(PRIO_PROCESS, 0, -10); // nor what is waited for

    const int loop = ::epoll_create1(EPOLL_CLOEXEC);
    std::unordered_map<int, kind> role;
    const auto watch = [&](int fd, kind k) {
        role[fd] = k;
        epoll_event e{};
        e.events = EPOLLIN | EPOLLRDHUP;
        e.data.fd = fd;
        if (::epoll_ctl(loop, EPOLL_CTL_ADD, fd, &e) != 0) die("epoll_ctl");
    };

    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        const auto colon = argument.find(':');
        if (colon == std::string_view::npos) usage("no ports in \"" + std::string(argument) + "\"");
        const kind k = parse_kind(argument.substr(0, colon));
        std::string_view rest = argument.substr(colon + 1);
        while (!rest.empty()) {
            const auto comma = rest.find(',');
            const std::string_view item = rest.substr(0, comma);
            rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
            const auto dash = item.find('-');
            const unsigned first = parse_port(item.substr(0, dash));
            const unsigned last = dash == std::string_view::npos ? first : parse_port(item.substr(dash + 1));
            for (unsigned port = first; port <= last; ++port) {
                const int fd = stand(k, static_cast<std::uint16_t>(port));
                if (k != kind::full) watch(fd, k);
            }
        }
    }
    std::puts("ready");
    std::fflush(stdout);

    std::vector<epoll_event> events(256);
    for (;;) {
        const int n = ::epoll_wait(loop, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < n; ++i) {
            const int fd = events[i].data.fd;
            const kind k = role[fd];
            if (k == kind::echo || k == kind::mute) {
                answer(fd, k == kind::echo);
            } else if (k == kind::connection) {
                char sink[4096];
                if (::read(fd, sink, sizeof sink) <= 0) {
                    ::close(fd);
                    role.erase(fd);
                }
            } else {
                for (int c; (c = ::accept4(fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
                    if (k == kind::hold) {
                        watch(c, kind::connection);
                        continue;
                    }
                    const linger at_once{1, 0};
                    if (k == kind::rst) ::setsockopt(c, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
                    ::close(c);
                }
            }
        }
    }
}
