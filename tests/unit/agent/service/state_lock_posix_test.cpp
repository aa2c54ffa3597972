#include "agent/service/state_lock.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace fairway;

TEST_CASE("a state folder has one master at a time") {
    std::string name = (std::filesystem::temp_directory_path() / "fairway-lock-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    const std::string folder = name + "/state";
    CHECK(is_state_folder_taken(folder) == false);
    {
        const auto mine = take_state_folder(folder);
        struct stat info {};
        REQUIRE(::stat(folder.c_str(), &info) == 0);
        CHECK((info.st_mode & 0777) == 0700);
        CHECK(is_state_folder_taken(folder) == true);
        CHECK(is_state_folder_taken(folder) == true);
        std::string why;
        try {
            const auto other = take_state_folder(folder);
        } catch (const std::exception& e) {
            why = e.what();
        }
        CHECK(why == "another fairway (process " + std::to_string(::getpid()) + ") is using the state directory " +
                         folder + "; stop it first, or use another directory with --state DIR");
        CHECK(is_state_folder_taken(folder) == true); // the other's failure let go of nothing
    }
    CHECK(is_state_folder_taken(folder) == false);
    { const auto again = take_state_folder(folder); }
    // A link would let a stranger choose what is written to.
    std::filesystem::remove(folder + "/lock");
    std::filesystem::create_symlink(name + "/elsewhere", folder + "/lock");
    CHECK_THROWS_AS(take_state_folder(folder), std::system_error);
    CHECK_FALSE(is_state_folder_taken(folder));
    CHECK_FALSE(std::filesystem::exists(name + "/elsewhere"));
    std::filesystem::remove_all(name);
}
