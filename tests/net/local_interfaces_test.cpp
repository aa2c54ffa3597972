#include "agent/local/interfaces.hpp"

#include <doctest/doctest.h>

#include <arpa/inet.h>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

using namespace fairway;

TEST_CASE("each address of this machine is numeric, not loopback, and can be bound") {
    const auto addresses = local_addresses();
    CHECK(std::set<std::string>(addresses.begin(), addresses.end()).size() == addresses.size());
    for (const std::string& a : addresses) {
        CAPTURE(a);
        CHECK_FALSE(a.starts_with("127."));
        CHECK(a != "::1");
        in6_addr v6{};
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        if (::inet_pton(AF_INET, a.c_str(), &v4.sin_addr) == 1) {
            const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            CHECK(::bind(fd, reinterpret_cast<const sockaddr*>(&v4), sizeof v4) == 0); // only one's own can be bound
            ::close(fd);
        } else {
            CHECK(::inet_pton(AF_INET6, a.c_str(), &v6) == 1);
        }
    }
}
