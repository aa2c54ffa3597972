#include "agent/inventory/vbr_login.hpp"

#include "tests/has.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace fairway;

TEST_CASE("a login that others can read is refused") {
    const test::scratch_folder folder;
    const auto file = folder / "login";
    test::write(file, "admin:secret\n");
    std::filesystem::permissions(file, std::filesystem::perms(0640));
    const auto read = read_vbr_login(file);
    REQUIRE(!read);
    CHECK(test::has(to_string(read.problems[0]), "other users can read or change this file"));
    CHECK(!test::has(to_string(read.problems[0]), "secret"));
}
