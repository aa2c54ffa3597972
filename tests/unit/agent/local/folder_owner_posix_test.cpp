#include "agent/local/folder_owner.hpp"
#include "agent/local/folder_owner_posix.hpp"

#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

using namespace fairway;

TEST_CASE("root leaves the state folder of another user alone") {
    const test::scratch_folder folder;
    CHECK(wrong_owner_for(folder / "none", 0).empty());
    if (::geteuid() == 0) {
        CHECK(wrong_owner_for(folder.path(), 0).empty());
        REQUIRE(::chown(folder.path().c_str(), 4294967, static_cast<gid_t>(-1)) == 0);
        CHECK(wrong_owner(folder.path()).ends_with("run this as its owner: sudo -u '#4294967' fairway …"));
    }
    CHECK(wrong_owner_for(folder.path(), 0).starts_with("belongs to user "));
    CHECK(wrong_owner_for(folder.path(), 4294967).empty());
    CHECK(wrong_owner_for(folder.path(), 4294968).empty()); // the kernel says what that one may
}
