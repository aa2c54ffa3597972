#include "agent/local/search_domains.hpp"

#include "agent/local/adapters_windows.hpp"
#include "agent/local/registry_windows.hpp"
#include "support/system/wide_windows.hpp"

namespace fairway {

std::vector<std::string> search_domains() {
    windows_suffixes s;
    s.policy_list =
        machine_setting(L"SOFTWARE\\Policies\\Microsoft\\Windows NT\\DNSClient", L"SearchList").value_or("");
    s.list = machine_setting(L"SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters", L"SearchList").value_or("");
    wchar_t primary[256] = L""; // at most 255 bytes
    DWORD size = 256;
    if (::GetComputerNameExW(ComputerNameDnsDomain, primary, &size)) s.primary = narrow({primary, size});
    const adapter_list adapters;
    for (const auto* a = adapters.first(); a != nullptr; a = a->Next)
        if (a->OperStatus == IfOperStatusUp && a->DnsSuffix != nullptr) s.connections.push_back(narrow(a->DnsSuffix));
    return search_domains_of(s);
}

} // namespace fairway
