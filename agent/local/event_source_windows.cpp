#include "agent/local/event_source_windows.hpp"

#include "agent/local/system_words_windows.hpp"

#include <windows.h>

namespace fairway {

namespace {

constexpr const wchar_t* source_key = L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Fairway";

} // namespace

std::string register_event_source(const std::wstring& program) {
    HKEY key = nullptr;
    LSTATUS error =
        ::RegCreateKeyExW(HKEY_LOCAL_MACHINE, source_key, 0, nullptr, 0, KEY_SET_VALUE, nullptr, &key, nullptr);
    if (error == ERROR_SUCCESS) {
        const DWORD types = EVENTLOG_INFORMATION_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_ERROR_TYPE;
        error = ::RegSetValueExW(key, L"EventMessageFile", 0, REG_SZ, reinterpret_cast<const BYTE*>(program.c_str()),
                                 static_cast<DWORD>((program.size() + 1) * sizeof(wchar_t)));
        if (error == ERROR_SUCCESS)
            error = ::RegSetValueExW(key, L"TypesSupported", 0, REG_DWORD, reinterpret_cast<const BYTE*>(&types),
                                     sizeof types);
        ::RegCloseKey(key);
    }
    return error == ERROR_SUCCESS ? std::string() : system_words(static_cast<DWORD>(error));
}

void unregister_event_source() {
    ::RegDeleteKeyW(HKEY_LOCAL_MACHINE, source_key);
}

} // namespace fairway
