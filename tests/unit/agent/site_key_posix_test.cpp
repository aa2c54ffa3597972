#include "agent/site_key.hpp"

#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace fairway;
using test::scratch_folder;

namespace {

std::string why_no_key(const std::string& path) {
    const auto r = read_key_file(path);
    REQUIRE_FALSE(r);
    REQUIRE(r.problems.size() == 1);
    return to_string(r.problems[0]);
}

} // namespace

TEST_CASE("a key file is for its owner only, whatever the umask") {
    const scratch_folder folder;
    const std::string path = folder / "site.key";
    const auto old_mask = ::umask(0);
    const auto made = create_key_file(path);
    ::umask(old_mask);
    REQUIRE(made);
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
}

TEST_CASE("a key that other users can read is refused, and what is no file") {
    const scratch_folder folder;
    const std::string path = folder / "site.key";
    REQUIRE(create_key_file(path));
    for (const mode_t mode : {0640u, 0604u, 0660u, 0610u, 0602u, 0644u}) {
        CAPTURE(mode);
        REQUIRE(::chmod(path.c_str(), mode) == 0);
        CHECK(why_no_key(path).find("run `chmod 600 " + path + "`") != std::string::npos);
    }
    for (const mode_t mode : {0600u, 0400u}) {
        REQUIRE(::chmod(path.c_str(), mode) == 0);
        CHECK(read_key_file(path));
    }
    REQUIRE(::chmod((folder / "").c_str(), 0700) == 0);
    CHECK(why_no_key(folder / "").find("is not a regular file") != std::string::npos);
    const std::string fifo = folder / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(why_no_key(fifo).find("is not a regular file") != std::string::npos);
}
