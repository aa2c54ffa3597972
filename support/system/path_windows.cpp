#include "support/system/path_windows.hpp"

#include "support/system/path.hpp"
#include "support/system/wide_windows.hpp"

#include <algorithm>
#include <windows.h>

namespace fairway {

namespace {

constexpr std::string_view separators = "\\/";

bool has_drive(std::string_view path) {
    const auto letter = path.empty() ? '\0' : static_cast<char>(path[0] | 0x20);
    return path.size() >= 2 && letter >= 'a' && letter <= 'z' && path[1] == ':';
}

} // namespace

std::string_view folder_part(std::string_view path) {
    const auto separator = path.find_last_of(separators);
    if (separator != std::string_view::npos) return path.substr(0, separator + 1);
    return path.substr(0, has_drive(path) ? 2 : 0);
}

// "C:file" and "\file" are relative to what the process stands in, not to where they are written down.
bool is_absolute(std::string_view path) {
    return has_drive(path) || path.find_first_of(separators) == 0;
}

bool is_separator(char c) {
    return separators.find(c) != std::string_view::npos;
}

bool looks_like_path(std::string_view word) {
    return has_drive(word) || word.find_first_of(".\\/") != std::string_view::npos;
}

std::string in_folder(const std::string& folder, std::string_view name) {
    const bool ends = !folder.empty() && is_separator(folder.back());
    return folder + (ends ? "" : "\\") + std::string(name);
}

std::wstring system_path(std::string_view path) {
    constexpr std::size_t shortest_limit = MAX_PATH - 12; // of a folder; a file in it needs room for 8.3
    auto given = wide(path);
    std::replace(given.begin(), given.end(), L'/', L'\\');
    if (given.starts_with(L"\\\\?\\") || given.starts_with(L"\\\\.\\")) return given;
    // Also short ones can be long: they are relative.
    const DWORD needed = ::GetFullPathNameW(given.c_str(), 0, nullptr, nullptr);
    if (needed <= shortest_limit) return given;
    std::wstring full(needed, 0);
    full.resize(::GetFullPathNameW(given.c_str(), needed, full.data(), nullptr));
    if (full.empty() || full.size() >= needed) return given;
    return full.starts_with(L"\\\\") ? L"\\\\?\\UNC" + full.substr(1) : L"\\\\?\\" + full;
}

} // namespace fairway
