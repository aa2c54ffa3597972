#include "agent/site/hosts.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("one host, however it is spelled, collects its roles") {
    site s;
    add_role(s, "vbr01.example", "backup-server");
    add_role(s, "web01", "agent-linux");
    add_role(s, "VBR01.Example.", "repository");
    add_role(s, "vbr01.example", "repository");
    add_role(s, "fd00::1", "repository");
    add_role(s, "FD00:0::1", "nfs-share");
    REQUIRE(s.hosts.size() == 3);
    CHECK(s.hosts[0].name == "vbr01.example");
    CHECK(s.hosts[0].roles == std::vector<std::string>{"backup-server", "repository"});
    CHECK(s.hosts[1].roles == std::vector<std::string>{"agent-linux"});
    CHECK(s.hosts[2].roles == std::vector<std::string>{"repository", "nfs-share"});
}
