#include "agent/local/service_command_line_windows.hpp"

#include <doctest/doctest.h>

#include <windows.h>

#include <shellapi.h>

using namespace fairway;

namespace {

std::vector<std::wstring> words_of(const std::wstring& line) {
    int count = 0;
    wchar_t** words = ::CommandLineToArgvW(line.c_str(), &count);
    std::vector<std::wstring> all(words, words + count);
    ::LocalFree(words);
    return all;
}

} // namespace

TEST_CASE("arguments come back as they were") {
    for (const std::wstring argument : {L"", L"plain", L"two words", L"C:\\end\\", L"a \"quoted\" word", L"\\\"",
                                        L"\\\\server\\share\\", L"\"", L"a\\\\\"b", L"\u00fcber\tall"}) {
        const auto words = words_of(L"x.exe " + quoted_argument(argument) + L" next");
        REQUIRE(words.size() == 3);
        CHECK((words[1] == argument));
        CHECK((words[2] == L"next"));
    }
}

TEST_CASE("the command line of the service") {
    const std::wstring program = L"C:\\Program Files\\Fairway\\fairway.exe";
    const std::wstring config = L"D:\\our files\\agent.json", state = L"D:\\our state\\";
    const auto line = service_command_line(program, config, state);
    CHECK(line.starts_with(L"\"" + program + L"\" "));
    const std::vector<std::wstring> expected{program, L"service", L"run", L"--config", config, L"--state", state};
    CHECK((words_of(line) == expected));
    CHECK((value_in_command_line(line, L"config") == config));
    CHECK((value_in_command_line(line, L"state") == state));
    CHECK((value_in_command_line(line, L"account") == L""));
    CHECK((value_in_command_line(L"\"" + program + L"\" service run", L"config") == L""));
    CHECK((value_in_command_line(L"x.exe --config", L"config") == L""));
}
