#include "support/system/path.hpp"

#include "support/folder.hpp"
#include "support/system/locations.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("paths as POSIX has them") {
    CHECK(folder_part("a/b/c") == "a/b/");
    CHECK(folder_part("/c") == "/");
    CHECK(folder_part("c\\d").empty());
    CHECK(is_absolute("/a"));
    CHECK_FALSE(is_absolute("a/b"));
    CHECK_FALSE(is_absolute("C:\\a"));
    CHECK(in_folder("/var/lib", "a") == "/var/lib/a");
    CHECK(looks_like_path("a/b"));
    CHECK(looks_like_path("a.json"));
    CHECK_FALSE(looks_like_path("a\\b"));
    CHECK(beside("/etc/fairway/agent.json", "site.json") == "/etc/fairway/site.json");
    CHECK(beside("agent.json", "site.json") == "site.json");
    CHECK(beside("/etc/agent.json", "/srv/site.json") == "/srv/site.json");
    CHECK(beside("/etc/agent.json", "").empty());
    CHECK(default_config_file() == "/etc/fairway/agent.json");
    CHECK(default_state_folder() == "/var/lib/fairway");
}
