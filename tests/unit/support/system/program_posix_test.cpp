#include "support/system/program.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;
using end = program_result::end;

TEST_CASE("programs are run within bounds") {
    struct row {
        std::string what;
        std::string path;
        std::vector<std::string> arguments;
        std::chrono::milliseconds time;
        end how;
        std::string output;
    };
    for (const row& r : std::initializer_list<row>{
             {"output is collected", "/bin/echo", {"one", "two; $HOME"}, 10s, end::success, "one two; $HOME\n"},
             {"bare environment",
              "/usr/bin/env",
              {},
              10s,
              end::success,
              "LC_ALL=C\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n"},
             {"no input", "/bin/cat", {}, 10s, end::success, ""},
             {"failure has no output", "/bin/sh", {"-c", "echo partial; exit 3"}, 10s, end::failure, ""},
             {"killed by a signal", "/bin/sh", {"-c", "kill -9 $$"}, 10s, end::failure, ""},
             {"no such program", "/nonexistent/program", {}, 10s, end::not_started, ""},
             {"says nothing and stays", "/bin/sleep", {"60"}, 50ms, end::too_slow, ""},
             {"closes its output and stays", "/bin/sh", {"-c", "exec >&-; exec sleep 60"}, 200ms, end::too_slow, ""},
             {"never stops talking", "/usr/bin/yes", {}, 10s, end::too_much, ""},
         }) {
        CAPTURE(r.what);
        const auto start = std::chrono::steady_clock::now();
        const program_result got = run_program(r.path, r.arguments, r.time, 100000);
        CHECK(got.how == r.how);
        CHECK(got.output == r.output);
        CHECK(std::chrono::steady_clock::now() - start < 9s);
    }
}
