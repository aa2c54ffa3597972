#include "agent/local/service_command_line_windows.hpp"

#include <windows.h>

#include <shellapi.h>

namespace fairway {

std::wstring quoted_argument(std::wstring_view argument) {
    std::wstring quoted = L"\"";
    std::size_t backslashes = 0;
    for (const wchar_t c : argument) {
        // Backslashes count only before a quotation mark, and then each needs another one.
        if (c == L'"') quoted.append(backslashes + 1, L'\\');
        backslashes = c == L'\\' ? backslashes + 1 : 0;
        quoted += c;
    }
    return quoted.append(backslashes, L'\\') + L'"';
}

std::wstring service_command_line(const std::wstring& program, const std::wstring& config, const std::wstring& state) {
    return L"\"" + program + L"\" service run --config " + quoted_argument(config) + L" --state " +
           quoted_argument(state);
}

std::wstring value_in_command_line(const std::wstring& line, const std::wstring& name) {
    int count = 0;
    wchar_t** words = ::CommandLineToArgvW(line.c_str(), &count);
    if (words == nullptr) return {};
    std::wstring value;
    for (int i = 0; i + 1 < count; ++i)
        if (words[i] == L"--" + name) value = words[i + 1];
    ::LocalFree(words);
    return value;
}

} // namespace fairway
