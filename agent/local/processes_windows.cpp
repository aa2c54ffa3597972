#include "agent/local/processes_windows.hpp"

#include "support/system/wide_windows.hpp"

#include <windows.h>

#include <tlhelp32.h>

#include <memory>

namespace fairway {

std::map<std::uint32_t, std::string> process_names() {
    // A snapshot has every process, also those that this one may not open.
    std::map<std::uint32_t, std::string> names;
    const HANDLE handle = ::CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    if (handle == INVALID_HANDLE_VALUE) return names;
    const std::unique_ptr<void, decltype(&::CloseHandle)> snapshot(handle, &::CloseHandle);
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = ::Process32FirstW(handle, &entry); more; more = ::Process32NextW(handle, &entry))
        names[entry.th32ProcessID] = narrow(entry.szExeFile);
    return names;
}

} // namespace fairway
