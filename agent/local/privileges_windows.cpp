#include "agent/local/privileges.hpp"

#include <windows.h>

#include <memory>
#include <system_error>
#include <vector>

namespace fairway {

namespace {

void must_succeed(BOOL succeeded, const char* what) {
    if (!succeeded)
        throw std::system_error(static_cast<int>(::GetLastError()), std::system_category(),
                                std::string("cannot give up privileges (") + what + ")");
}

} // namespace

bool give_up_root() {
    HANDLE opened = nullptr;
    must_succeed(::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES, &opened), "token");
    const std::unique_ptr<void, decltype(&::CloseHandle)> token(opened, &::CloseHandle);
    DWORD size = 0;
    ::GetTokenInformation(token.get(), TokenPrivileges, nullptr, 0, &size);
    std::vector<unsigned long long> memory(size / sizeof(unsigned long long) + 1);
    auto* all = reinterpret_cast<TOKEN_PRIVILEGES*>(memory.data());
    must_succeed(::GetTokenInformation(token.get(), TokenPrivileges, all, size, &size), "list");
    LUID pass_folders{}; // Everybody has it; without it paths below folders of others cannot be opened.
    must_succeed(::LookupPrivilegeValueW(nullptr, L"SeChangeNotifyPrivilege", &pass_folders), "name");
    for (DWORD i = 0; i < all->PrivilegeCount; ++i) {
        auto& p = all->Privileges[i];
        const bool kept = p.Luid.LowPart == pass_folders.LowPart && p.Luid.HighPart == pass_folders.HighPart;
        if (!kept) p.Attributes = SE_PRIVILEGE_REMOVED;
    }
    must_succeed(::AdjustTokenPrivileges(token.get(), FALSE, all, 0, nullptr, nullptr), "removal");
    return false;
}

std::string_view about_binding() {
    return "Windows lets every user bind any port; privileges of an administrator are given up once the ports are "
           "bound.";
}

std::string_view why_port_denied() {
    return "another program has it for itself, or it is reserved (netsh interface ipv4 show excludedportrange "
           "protocol=tcp)";
}

} // namespace fairway
