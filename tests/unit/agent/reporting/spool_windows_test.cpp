#include "agent/reporting/spool.hpp"

#include "support/system/file.hpp"
#include "support/system/path_windows.hpp"
#include "support/text_file.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <windows.h>

using namespace fairway;

namespace {

std::string report_text(const std::string& id) {
    return R"({"run_id":")" + id + "\"}";
}

std::vector<std::string> reports_in(const std::string& folder) {
    auto names = names_in_folder(folder);
    std::erase_if(names, [](const auto& name) { return !name.ends_with(".report"); });
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

TEST_CASE("reports wait on NTFS in order, for whom they are, and over a restart") {
    const test::scratch_folder folder;
    const auto where = in_folder(folder.path(), "state\\spool");
    {
        spool s(where);
        CHECK(s.put({report_text("a"), report_text("b")}, std::chrono::system_clock::now()) == 2);
        CHECK(s.put({report_text("c")}, std::chrono::system_clock::now()) == 1);
        CHECK(s.state().problem.empty());
        CHECK_THROWS_AS(spool other(where), std::runtime_error);
        CHECK(is_private(where) == true);
        CHECK(is_private(in_folder(where, reports_in(where).front())) == true);
    }
    // What an interrupted write left behind does not count; what is damaged is set aside.
    const auto names = reports_in(where);
    REQUIRE(names.size() == 3);
    write_file_atomically(in_folder(where, "00000000000000000009-00001.report.tmp"), "half");
    write_file_atomically(in_folder(where, names[1]), "damaged");
    spool s(where);
    CHECK(reports_in(in_folder(where, "quarantine")) == std::vector{names[1]});
    CHECK_FALSE(is_there(in_folder(where, "00000000000000000009-00001.report.tmp")));
    auto next = s.oldest(read_clock());
    REQUIRE(next);
    CHECK(next->body == report_text("a"));
    s.sent(next->name);
    next = s.oldest(read_clock());
    REQUIRE(next);
    CHECK(next->body == report_text("c"));
    CHECK(s.state().waiting == 1);
}

TEST_CASE("a report that another program has to itself is not damaged") {
    const test::scratch_folder folder;
    const auto where = in_folder(folder.path(), "spool");
    spool s(where);
    CHECK(s.put({report_text("a")}, std::chrono::system_clock::now()) == 1);
    const auto path = in_folder(where, reports_in(where).front());
    const HANDLE scanner =
        ::CreateFileW(system_path(path).c_str(), GENERIC_READ, 0, nullptr, OPEN_EXISTING, 0, nullptr);
    REQUIRE(scanner != INVALID_HANDLE_VALUE);
    CHECK_FALSE(s.oldest(read_clock()));
    CHECK_FALSE(s.state().unreadable.empty());
    ::CloseHandle(scanner);
    const auto next = s.oldest(read_clock());
    REQUIRE(next);
    CHECK(next->body == report_text("a"));
    CHECK(s.state().unreadable.empty());
}
