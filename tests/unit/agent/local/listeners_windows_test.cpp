#include "agent/local/ip_tables_windows.hpp"
#include "agent/local/listeners.hpp"

#include <doctest/doctest.h>

#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <windows.h>

using namespace fairway;

namespace {

/// A socket of this test on a loopback address, with a port that the system chose.
class loopback_socket {
  public:
    loopback_socket(int family, int type) {
        WSADATA about{};
        REQUIRE(::WSAStartup(MAKEWORD(2, 2), &about) == 0);
        socket_ = ::socket(family, type, 0);
        REQUIRE(socket_ != INVALID_SOCKET);
        sockaddr_storage address{};
        address.ss_family = static_cast<ADDRESS_FAMILY>(family);
        if (family == AF_INET)
            reinterpret_cast<sockaddr_in&>(address).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        else
            reinterpret_cast<sockaddr_in6&>(address).sin6_addr = in6addr_loopback;
        int size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        bound_ = ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0;
        if (bound_ && type == SOCK_STREAM) REQUIRE(::listen(socket_, 1) == 0);
        if (bound_) REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(reinterpret_cast<sockaddr_in&>(address).sin_port); // at the same place in both
    }
    ~loopback_socket() {
        ::closesocket(socket_);
        ::WSACleanup();
    }
    loopback_socket(const loopback_socket&) = delete;
    loopback_socket& operator=(const loopback_socket&) = delete;

    bool bound() const { return bound_; }
    std::uint16_t port() const { return port_; }

  private:
    SOCKET socket_ = INVALID_SOCKET;
    bool bound_ = false;
    std::uint16_t port_ = 0;
};

/// The process that the system's own table has for it.
std::uint32_t owner_told(protocol p, std::uint16_t port) {
    for (const auto& s : waiting_sockets())
        if (s.protocol == p && s.port == port) return s.process;
    return 0;
}

} // namespace

TEST_CASE("a listening socket is found with its owner") {
    struct row {
        const char* what;
        int family, type;
        const char* address;
        protocol p;
    };
    for (const row& r : {row{"TCP over IPv4", AF_INET, SOCK_STREAM, "127.0.0.1", protocol::tcp},
                         row{"UDP over IPv4", AF_INET, SOCK_DGRAM, "127.0.0.1", protocol::udp},
                         row{"TCP over IPv6", AF_INET6, SOCK_STREAM, "::1", protocol::tcp},
                         row{"UDP over IPv6", AF_INET6, SOCK_DGRAM, "::1", protocol::udp}}) {
        CAPTURE(std::string(r.what));
        const loopback_socket s(r.family, r.type);
        if (!s.bound()) {
            MESSAGE(std::string(r.what) << ": not bound, this machine has no such loopback address");
            continue;
        }
        const auto all = local_listeners();
        const auto matches = [&](const listener& l) {
            return l.protocol == r.p && l.port == s.port() && l.address == r.address;
        };
        REQUIRE(std::count_if(all.begin(), all.end(), matches) == 1);
        const auto& owner = std::find_if(all.begin(), all.end(), matches)->owner;
        CAPTURE(owner);
        // Wine has the sockets of its programs in a server of its own, and tells no owner.
        const bool is_told = owner_told(r.p, s.port()) != 0;
        if (!is_told) MESSAGE(std::string(r.what) << ": this system does not tell who owns it");
        CHECK(owner.ends_with(".exe (pid " + std::to_string(::GetCurrentProcessId()) + ")") == is_told);
        CHECK(owner.empty() != is_told);
        CHECK(std::is_sorted(all.begin(), all.end(), [](const listener& a, const listener& b) {
            return std::pair(a.protocol, a.port) < std::pair(b.protocol, b.port);
        }));
    }
}
