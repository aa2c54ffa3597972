#include "support/system/file_lock.hpp"

#include "tests/unit/support/system/scratch_windows.hpp"

#include <system_error>

using namespace fairway;

TEST_CASE("a lock has one holder, whose number it tells, and ends with it") {
    const test::scratch_windows folder;
    const auto path = folder / "lock";
    CHECK(file_lock::is_taken(path) == false);
    {
        auto first = file_lock::take(path);
        REQUIRE(first);
        CHECK(file_lock::is_taken(path) == true);
        CHECK(file_lock::is_taken(path) == true);
        std::string holder;
        CHECK_FALSE(file_lock::take(path, &holder));
        CHECK(holder == std::to_string(::GetCurrentProcessId()));
        // What is locked is not the text.
        CHECK(read_text_file(path).value == holder + "\n");
        const auto moved = std::move(*first);
        first.reset();
        CHECK(file_lock::is_taken(path) == true);
    }
    CHECK(file_lock::is_taken(path) == false);
    CHECK(file_lock::take(path));
    CHECK(is_private(path) == true);
    CHECK_THROWS_AS(file_lock::take(folder / "nowhere/lock"), std::system_error);
}

TEST_CASE("a folder has one holder, and is read and written meanwhile") {
    const test::scratch_windows folder;
    {
        const auto mine = file_lock::take_folder(folder.path());
        REQUIRE(mine);
        CHECK_FALSE(file_lock::take_folder(folder.path()));
        write_file_atomically(folder / "file", "x");
        CHECK(read_text_file(folder / "file").value == "x");
        CHECK(look_at(folder.path()).kind == file_kind::folder);
        CHECK_FALSE(may_create_in(folder.path()));
    }
    CHECK(names_in_folder(folder.path()) == std::vector<std::string>{"file"});
    CHECK(file_lock::take_folder(folder.path()));
    CHECK_THROWS_AS(file_lock::take_folder(folder / "file"), std::system_error);
    CHECK_THROWS_AS(file_lock::take_folder(folder / "nowhere"), std::system_error);
}
