#include "support/system/console.hpp"

#include "support/system/terminal.hpp"
#include "support/system/wide_windows.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <io.h>
#include <ostream>
#include <windows.h>

#include <shellapi.h>

using namespace fairway;

TEST_CASE("standard output writes what it is given, and the console is as it was afterwards") {
    const int before = ::_setmode(1, _O_TEXT);
    const auto code_page = ::GetConsoleOutputCP();
    {
        const prepared_console prepared;
        CHECK(::_setmode(1, _O_BINARY) == _O_BINARY);
        CHECK(::_setmode(2, _O_BINARY) == _O_BINARY);
    }
    ::_setmode(1, before);
    CHECK(::GetConsoleOutputCP() == code_page);
}

// This test's own words are ASCII; that others arrive is seen by those who start the program.
TEST_CASE("the program's own name is none of its arguments") {
    int count = 0;
    wchar_t** words = ::CommandLineToArgvW(::GetCommandLineW(), &count);
    const auto arguments = program_arguments(0, nullptr);
    REQUIRE(arguments.size() + 1 == static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < arguments.size(); ++i)
        CHECK(wide(arguments[i]) == words[i + 1]);
    ::LocalFree(words);
}

TEST_CASE("a stream that is no console is no terminal") {
    const HANDLE before = ::GetStdHandle(STD_OUTPUT_HANDLE);
    const HANDLE nothing = ::CreateFileW(L"NUL", GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr);
    ::SetStdHandle(STD_OUTPUT_HANDLE, nothing);
    CHECK_FALSE(is_terminal(standard_stream::output));
    CHECK_FALSE(takes_control_codes(standard_stream::output));
    CHECK_FALSE(shows_color(standard_stream::output));
    CHECK_FALSE(terminal_width(standard_stream::output));
    ::SetStdHandle(STD_OUTPUT_HANDLE, before);
    ::CloseHandle(nothing);
}
