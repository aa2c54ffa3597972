#include "agent/local/listeners.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <arpa/inet.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

using namespace fairway;

namespace {

/// A socket of this test on a loopback address, with a port that the kernel chose.
class loopback_socket {
  public:
    loopback_socket(int family, int type) : fd_(::socket(family, type | SOCK_CLOEXEC, 0)) {
        REQUIRE(fd_ >= 0);
        sockaddr_storage address{};
        address.ss_family = static_cast<sa_family_t>(family);
        if (family == AF_INET)
            reinterpret_cast<sockaddr_in&>(address).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        else
            reinterpret_cast<sockaddr_in6&>(address).sin6_addr = in6addr_loopback;
        socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        bound_ = ::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) == 0;
        if (bound_ && type == SOCK_STREAM) REQUIRE(::listen(fd_, 1) == 0);
        if (bound_) REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port); // at the same place in both
    }
    ~loopback_socket() { ::close(fd_); }
    loopback_socket(const loopback_socket&) = delete;
    loopback_socket& operator=(const loopback_socket&) = delete;

    bool bound() const { return bound_; }
    std::uint16_t port() const { return port_; }

  private:
    int fd_;
    bool bound_ = false;
    std::uint16_t port_ = 0;
};

std::string own_name() {
    std::string name;
    std::getline(std::ifstream("/proc/self/comm"), name);
    return name + " (pid " + std::to_string(::getpid()) + ")";
}

} // namespace

TEST_CASE("a listening socket is found with its owner") {
    struct row {
        std::string what;
        int family, type;
        const char* address;
        protocol p;
    };
    for (const row& r : {row{"TCP over IPv4", AF_INET, SOCK_STREAM, "127.0.0.1", protocol::tcp},
                         row{"UDP over IPv4", AF_INET, SOCK_DGRAM, "127.0.0.1", protocol::udp},
                         row{"TCP over IPv6", AF_INET6, SOCK_STREAM, "::1", protocol::tcp},
                         row{"UDP over IPv6", AF_INET6, SOCK_DGRAM, "::1", protocol::udp}}) {
        CAPTURE(r.what);
        const loopback_socket s(r.family, r.type);
        if (!s.bound()) {
            MESSAGE(r.what << ": not bound, this machine has no such loopback address");
            continue;
        }
        const auto all = local_listeners();
        const auto matches = [&](const listener& l) {
            return l.protocol == r.p && l.port == s.port() && l.address == r.address;
        };
        REQUIRE(std::count_if(all.begin(), all.end(), matches) == 1);
        CHECK(std::find_if(all.begin(), all.end(), matches)->owner == own_name());
        CHECK(std::is_sorted(all.begin(), all.end(), [](const listener& a, const listener& b) {
            return std::pair(a.protocol, a.port) < std::pair(b.protocol, b.port);
        }));
    }
}

TEST_CASE("a socket that only connects out is not a listener") {
    const loopback_socket server(AF_INET, SOCK_DGRAM);
    const int client = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(server.port());
    REQUIRE(::connect(client, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
    sockaddr_in self{};
    socklen_t size = sizeof self;
    REQUIRE(::getsockname(client, reinterpret_cast<sockaddr*>(&self), &size) == 0);

    const auto all = local_listeners();
    CHECK(std::none_of(all.begin(), all.end(), [&](const listener& l) {
        return l.protocol == protocol::udp && l.port == ntohs(self.sin_port) && l.address == "127.0.0.1";
    }));
    ::close(client);
}
