#include "support/system/file_lock.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>

using namespace fairway;

TEST_CASE("a lock has one holder, whose number it tells, and ends with it") {
    std::string folder = (std::filesystem::temp_directory_path() / "fairway-lock-XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    const auto path = folder + "/lock";
    CHECK(file_lock::is_taken(path) == false);
    {
        auto first = file_lock::take(path);
        REQUIRE(first);
        CHECK(file_lock::is_taken(path) == true);
        std::string holder;
        CHECK_FALSE(file_lock::take(path, &holder));
        CHECK(holder == std::to_string(::getpid()));
        // Somebody else who opens and closes the file, also in this process, takes nothing from the holder.
        std::ifstream(path).get();
        CHECK(file_lock::is_taken(path) == true);
        const auto moved = std::move(*first);
        first.reset();
        CHECK(file_lock::is_taken(path) == true);
    }
    CHECK(file_lock::is_taken(path) == false);
    CHECK_THROWS_AS(file_lock::take(folder + "/nowhere/lock"), std::system_error);

    {
        const auto mine = file_lock::take_folder(folder);
        REQUIRE(mine);
        CHECK_FALSE(file_lock::take_folder(folder));
    }
    CHECK(file_lock::take_folder(folder));
    CHECK_THROWS_AS(file_lock::take_folder(path), std::system_error); // a file
    std::filesystem::remove_all(folder);
}
