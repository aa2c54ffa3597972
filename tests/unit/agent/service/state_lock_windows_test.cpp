#include "agent/service/state_lock.hpp"

#include "support/system/file.hpp"
#include "support/system/path.hpp"
#include "support/system/process.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("a state folder has one master at a time") {
    const test::scratch_folder scratch;
    const auto folder = in_folder(scratch.path(), "state");
    CHECK(is_state_folder_taken(folder) == false);
    {
        const auto mine = take_state_folder(folder);
        CHECK(is_private(folder) == true);
        CHECK(is_state_folder_taken(folder) == true);
        std::string why;
        try {
            const auto other = take_state_folder(folder);
        } catch (const std::exception& e) {
            why = e.what();
        }
        CHECK(why == "another fairway (process " + std::to_string(process_id()) + ") is using the state directory " +
                         folder + "; stop it first, or use another directory with --state DIR");
        CHECK(is_state_folder_taken(folder) == true); // the other's failure let go of nothing
    }
    CHECK(is_state_folder_taken(folder) == false);
}
