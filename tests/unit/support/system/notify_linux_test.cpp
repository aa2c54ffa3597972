#include "support/system/notify.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace fairway;

TEST_CASE("a service manager that asked is told, by an abstract name or a path") {
    ::unsetenv("NOTIFY_SOCKET");
    CHECK_FALSE(notify_service_manager("READY=1"));
    char folder[] = "/tmp/fairway-notify-XXXXXX";
    REQUIRE(::mkdtemp(folder) != nullptr);
    const auto path = std::string(folder) + "/socket";
    for (const auto& name : {path, "@fairway-notify-test-" + std::to_string(::getpid())}) {
        CAPTURE(name);
        const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name[0] == '@') address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0);
        ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
        CHECK(notify_service_manager("READY=1\nSTATUS=fine"));
        char text[64] = "";
        CHECK(::recv(fd, text, sizeof text, MSG_DONTWAIT) == 19);
        CHECK(std::string(text) == "READY=1\nSTATUS=fine");
        ::close(fd);
    }
    for (const auto& bad :
         {std::string("relative"), std::string("@"), "/" + std::string(200, 'x'), std::string("/nobody/there")}) {
        ::setenv("NOTIFY_SOCKET", bad.c_str(), 1);
        CHECK_FALSE(notify_service_manager("READY=1"));
    }
    ::unsetenv("NOTIFY_SOCKET");
    ::unlink(path.c_str());
    ::rmdir(folder);
}
