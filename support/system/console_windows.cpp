#include "support/system/console.hpp"

#include "support/system/wide_windows.hpp"

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <io.h>
#include <iterator>
#include <optional>
#include <windows.h>

#include <shellapi.h>

namespace fairway {

namespace {

struct output_mode {
    HANDLE handle = nullptr;
    DWORD before = 0;
};

// One console, and one process on it: what it was like before.
UINT code_page_before = 0; // 0: no console
std::optional<output_mode> modes_before[2];

/// Codes for colors and the cursor work as on other terminals, where the console knows them (Windows 10 1511).
std::optional<output_mode> take_control_codes(DWORD which) {
    constexpr DWORD processed_output = 1, virtual_terminal_processing = 4;
    output_mode mode{::GetStdHandle(which), 0};
    if (::GetConsoleMode(mode.handle, &mode.before) == 0) return std::nullopt;
    ::SetConsoleMode(mode.handle, mode.before | processed_output | virtual_terminal_processing);
    return mode;
}

void restore_console() {
    // Backwards: both are often the same console.
    for (auto mode = std::rbegin(modes_before); mode != std::rend(modes_before); ++mode)
        if (*mode) ::SetConsoleMode((*mode)->handle, (*mode)->before);
    if (code_page_before != 0) ::SetConsoleOutputCP(code_page_before);
}

/// A service stands on no console, but hears when somebody logs off; its manager says when it is to end.
bool is_service_session() {
    DWORD session = 1;
    return ::ProcessIdToSessionId(::GetCurrentProcessId(), &session) != 0 && session == 0;
}

// The C library knows SIGINT and SIGBREAK, and takes all else for the second. Once we return, the system ends this
// process: so we stay, and main() ends it.
BOOL WINAPI hear_console(DWORD event) {
    if (event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT) return FALSE;
    if (event != CTRL_CLOSE_EVENT && is_service_session()) return TRUE;
    std::raise(SIGBREAK);
    ::Sleep(INFINITE);
    return TRUE;
}

} // namespace

std::vector<std::string> program_arguments(int, char**) {
    int count = 0;
    wchar_t** words = ::CommandLineToArgvW(::GetCommandLineW(), &count);
    std::vector<std::string> result;
    for (int i = 1; words != nullptr && i < count; ++i)
        result.push_back(narrow(words[i]));
    ::LocalFree(words);
    return result;
}

prepared_console::prepared_console() {
    // What is loaded from here on comes from Windows alone: beside the program, e.g. among downloads, others may put
    // files.
    ::SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
    std::fflush(stdout);
    ::_setmode(1, _O_BINARY);
    ::_setmode(2, _O_BINARY);
    modes_before[0] = take_control_codes(STD_OUTPUT_HANDLE);
    modes_before[1] = take_control_codes(STD_ERROR_HANDLE);
    if (modes_before[0] || modes_before[1]) {
        code_page_before = ::GetConsoleOutputCP();
        ::SetConsoleOutputCP(CP_UTF8);
    }
    // Whoever comes last is asked first, and the C library comes with the first signal.
    std::signal(SIGBREAK, SIG_DFL);
    ::SetConsoleCtrlHandler(hear_console, TRUE);
}

prepared_console::~prepared_console() {
    ::SetConsoleCtrlHandler(hear_console, FALSE);
    std::fflush(stdout);
    restore_console();
}

} // namespace fairway
