#include "agent/local/registry_windows.hpp"

#include "support/system/wide_windows.hpp"

#include <windows.h>

#include <memory>
#include <type_traits>

namespace fairway {

namespace {

constexpr DWORD largest_value = 64 * 1024; // bytes

/// Without the zeros that may or may not end it.
std::string registry_text(const std::vector<wchar_t>& characters, DWORD bytes) {
    std::size_t size = bytes / sizeof(wchar_t);
    while (size > 0 && characters[size - 1] == L'\0')
        --size;
    return narrow({characters.data(), size});
}

} // namespace

std::optional<std::string> machine_setting(const std::wstring& key, const std::wstring& value) {
    std::vector<wchar_t> text(largest_value / sizeof(wchar_t));
    DWORD bytes = largest_value;
    if (::RegGetValueW(HKEY_LOCAL_MACHINE, key.c_str(), value.c_str(), RRF_RT_REG_SZ, nullptr, text.data(), &bytes) !=
        ERROR_SUCCESS)
        return std::nullopt;
    return registry_text(text, bytes);
}

std::optional<std::uint32_t> machine_number(const std::wstring& key, const std::wstring& value, bool& readable) {
    DWORD number = 0, bytes = sizeof number;
    const LSTATUS error =
        ::RegGetValueW(HKEY_LOCAL_MACHINE, key.c_str(), value.c_str(), RRF_RT_REG_DWORD, nullptr, &number, &bytes);
    if (error == ERROR_SUCCESS) return number;
    readable = readable && error == ERROR_FILE_NOT_FOUND;
    return std::nullopt;
}

machine_settings all_machine_settings(const std::wstring& key, std::size_t most) {
    machine_settings all;
    HKEY opened = nullptr;
    const LSTATUS error = ::RegOpenKeyExW(HKEY_LOCAL_MACHINE, key.c_str(), 0, KEY_QUERY_VALUE, &opened);
    all.complete = error == ERROR_SUCCESS || error == ERROR_FILE_NOT_FOUND;
    if (error != ERROR_SUCCESS) return all;
    const std::unique_ptr<std::remove_pointer_t<HKEY>, decltype(&::RegCloseKey)> owner(opened, &::RegCloseKey);
    std::vector<wchar_t> name(16384), text(largest_value / sizeof(wchar_t)); // the longest name that there is
    for (DWORD i = 0;; ++i) {
        DWORD name_size = static_cast<DWORD>(name.size()), bytes = largest_value, type = 0;
        const LSTATUS end = ::RegEnumValueW(opened, i, name.data(), &name_size, nullptr, &type,
                                            reinterpret_cast<BYTE*>(text.data()), &bytes);
        if (end == ERROR_NO_MORE_ITEMS) break;
        if (end != ERROR_SUCCESS || i >= most) {
            all.complete = false;
            break;
        }
        if (type == REG_SZ) all.values.push_back(registry_text(text, bytes));
    }
    return all;
}

} // namespace fairway
