#include "support/system/wide_windows.hpp"

#include <windows.h>

namespace fairway {

// MultiByteToWideChar and its inverse count in int: a longer text than that is cut, not misread.
std::wstring wide(std::string_view text) {
    const int size = static_cast<int>(text.substr(0, 0x7FFFFFFF).size());
    std::wstring result(static_cast<std::size_t>(::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, nullptr, 0)), 0);
    ::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, result.data(), static_cast<int>(result.size()));
    return result;
}

std::string narrow(std::wstring_view text) {
    const int size = static_cast<int>(text.substr(0, 0x7FFFFFFF).size());
    const int needed = ::WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr);
    std::string result(static_cast<std::size_t>(needed), 0);
    ::WideCharToMultiByte(CP_UTF8, 0, text.data(), size, result.data(), needed, nullptr, nullptr);
    return result;
}

} // namespace fairway
