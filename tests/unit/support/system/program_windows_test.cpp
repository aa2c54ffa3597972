#include "support/system/program.hpp"

#include "support/system/wide_windows.hpp"

#include <cstdio>
#include <doctest/doctest.h>
#include <ostream>
#include <windows.h>

using namespace fairway;
using namespace std::chrono_literals;
using end = program_result::end;

namespace {

std::string in_system32(const std::string& name) {
    wchar_t folder[MAX_PATH];
    REQUIRE(::GetSystemDirectoryW(folder, MAX_PATH) != 0);
    return narrow(folder) + "\\" + name;
}

} // namespace

TEST_CASE("programs are run within bounds") {
    const auto shell = in_system32("cmd.exe");
    struct row {
        std::string what, path;
        std::vector<std::string> arguments;
        std::chrono::milliseconds time;
        end how;
        std::string output;
    };
    for (const row& r : std::initializer_list<row>{
             {"output is collected", shell, {"/c", "echo", "one"}, 20s, end::success, "one\r\n"},
             {"failure has no output", shell, {"/c", "echo partial& exit 3"}, 20s, end::failure, ""},
             {"no such program", in_system32("nonexistent.exe"), {}, 20s, end::not_started, ""},
             {"says nothing and stays", shell, {"/c", "for /l %i in (0,0,1) do @rem"}, 500ms, end::too_slow, ""},
             {"never stops talking", shell, {"/c", "for /l %i in (0,0,1) do @echo yes"}, 20s, end::too_much, ""},
         }) {
        CAPTURE(r.what);
        const auto got = run_program(r.path, r.arguments, r.time, 1000);
        CHECK(got.how == r.how);
        CHECK(got.output == r.output);
    }
}
