#include "agent/local/services_windows.hpp"

#include "support/system/wide_windows.hpp"

#include <windows.h>

#include <winsvc.h>

#include <memory>

namespace fairway {

std::vector<running_service> running_services() {
    std::vector<running_service> services;
    const std::unique_ptr<std::remove_pointer_t<SC_HANDLE>, decltype(&::CloseServiceHandle)> manager(
        ::OpenSCManagerW(nullptr, nullptr, SC_MANAGER_ENUMERATE_SERVICE), &::CloseServiceHandle);
    if (!manager) return services;
    constexpr int most_parts = 64;
    std::vector<unsigned long long> memory(256 * 1024 / sizeof(unsigned long long)); // the most that a call may fill
    DWORD next = 0;
    for (int part = 0; part < most_parts; ++part) {
        DWORD missing = 0, count = 0;
        const BOOL last = ::EnumServicesStatusExW(
            manager.get(), SC_ENUM_PROCESS_INFO, SERVICE_WIN32, SERVICE_ACTIVE, reinterpret_cast<BYTE*>(memory.data()),
            static_cast<DWORD>(memory.size() * sizeof memory[0]), &missing, &count, &next, nullptr);
        if (!last && ::GetLastError() != ERROR_MORE_DATA) break;
        const auto* found = reinterpret_cast<const ENUM_SERVICE_STATUS_PROCESSW*>(memory.data());
        for (DWORD i = 0; i < count; ++i)
            if (found[i].ServiceStatusProcess.dwCurrentState == SERVICE_RUNNING)
                services.push_back({narrow(found[i].lpServiceName), found[i].ServiceStatusProcess.dwProcessId});
        if (last) break;
    }
    return services;
}

} // namespace fairway
