#include "agent/reporting/identity.hpp"

#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

using namespace fairway;

TEST_CASE("an identity has mode 0600, and is refused with each that lets others in") {
    const test::scratch_folder folder;
    identity i{"https://c.example:9440", "p1", std::string(32, 'c'), std::string(64, 'a'), "", wall_time()};
    save_identity(folder.path(), i);
    struct stat info {};
    REQUIRE(::stat((folder / "identity.json").c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
    for (const mode_t mode : {0640, 0604, 0660, 0644}) {
        CAPTURE(mode);
        REQUIRE(::chmod((folder / "identity.json").c_str(), mode) == 0);
        const auto read = read_identity(folder.path());
        REQUIRE(!read);
        CHECK(to_string(read.problems.at(0)) ==
              folder / "identity.json" + ": other users can read or change the credential in it; run `chmod 600 " +
                  (folder / "identity.json") + "`, and enroll again if somebody could have read it");
    }
    REQUIRE(::chmod((folder / "identity.json").c_str(), 0600) == 0);
    CHECK(read_identity(folder.path()));
}
