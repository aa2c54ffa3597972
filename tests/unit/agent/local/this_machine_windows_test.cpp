// What can be said of any Windows, in one file: what these tell is what the system tells.
#include "agent/local/adapters_windows.hpp"
#include "agent/local/half_open.hpp"
#include "agent/local/interfaces.hpp"
#include "agent/local/machine_signs.hpp"
#include "agent/local/own_names.hpp"
#include "agent/local/privileges.hpp"
#include "agent/local/processes_windows.hpp"
#include "agent/local/registry_windows.hpp"
#include "agent/local/search_domains.hpp"
#include "agent/local/services_windows.hpp"
#include "support/system/wide_windows.hpp"
#include "text/ip_address.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace fairway;

TEST_CASE("addresses of this machine are numeric, not loopback, and its own") {
    const auto addresses = local_addresses();
    CHECK(std::set<std::string>(addresses.begin(), addresses.end()).size() == addresses.size());
    for (const auto& a : addresses) {
        CAPTURE(a);
        const auto ip = parse_ip_address(a);
        REQUIRE(ip);
        CHECK_FALSE(is_loopback(*ip));
    }
    // Each machine has at least the adapter that is left out.
    CHECK(adapter_list().first() != nullptr);
}

TEST_CASE("this process has a name, and so has each other") {
    const auto names = process_names();
    const auto own = names.find(::GetCurrentProcessId());
    REQUIRE(own != names.end());
    wchar_t path[MAX_PATH] = L"";
    ::GetModuleFileNameW(nullptr, path, MAX_PATH);
    const auto full = narrow(path);
    CHECK(own->second == full.substr(full.find_last_of('\\') + 1));
    CHECK(std::none_of(names.begin(), names.end(), [](const auto& n) { return n.second.empty(); }));
}

TEST_CASE("services that run have names and processes") {
    const auto names = process_names();
    for (const auto& s : running_services()) {
        CAPTURE(s.name);
        CHECK_FALSE(s.name.empty());
        CHECK(names.count(s.process) == 1);
    }
    CHECK(signs_of_this_machine().services.size() == running_services().size());
    CHECK_FALSE(signs_of_this_machine().domain_controller);
}

TEST_CASE("the names of this machine") {
    const auto names = own_names();
    REQUIRE_FALSE(names.empty());
    wchar_t netbios[MAX_COMPUTERNAME_LENGTH + 1] = L"";
    DWORD size = MAX_COMPUTERNAME_LENGTH + 1;
    REQUIRE(::GetComputerNameW(netbios, &size));
    CHECK(std::count(names.begin(), names.end(), narrow({netbios, size})) == 1);
    CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
}

TEST_CASE("values of the registry") {
    // Each Windows has these.
    const std::wstring version = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
    bool readable = true;
    CHECK(machine_setting(version, L"CurrentVersion"));
    CHECK_FALSE(machine_setting(version, L"CurrentVersion").value_or("\0").ends_with('\0'));
    CHECK(machine_number(L"SYSTEM\\CurrentControlSet\\Control\\Session Manager", L"CriticalSectionTimeout", readable) ==
          2592000u);
    CHECK(readable);
    CHECK_FALSE(machine_setting(version, L"no such value of fairway"));
    CHECK_FALSE(machine_number(version + L"\\no such key of fairway", L"x", readable));
    CHECK(readable); // that there is none is known
    CHECK_FALSE(machine_number(version, L"CurrentVersion", readable));
    CHECK_FALSE(readable); // there is one, of another type

    const auto all = all_machine_settings(version, 1000);
    CHECK(all.complete);
    const auto current = machine_setting(version, L"CurrentVersion").value_or("");
    CHECK(std::count(all.values.begin(), all.values.end(), current) >= 1);
    CHECK_FALSE(all_machine_settings(version, 1).complete);
    CHECK(all_machine_settings(version + L"\\no such key of fairway", 10).complete);
    CHECK(all_machine_settings(version + L"\\no such key of fairway", 10).values.empty());
}

TEST_CASE("search domains are at most six") {
    CHECK(search_domains().size() <= 6);
}

TEST_CASE("half-open handshakes have askers") {
    for (const auto& h : half_open_connections()) {
        CHECK(h.port != 0);
        CHECK(parse_ip_address(h.asker));
    }
}

TEST_CASE("privileges are given up for good, and the user stays") {
    CHECK_FALSE(give_up_root());
    HANDLE token = nullptr;
    REQUIRE(::OpenProcessToken(::GetCurrentProcess(), TOKEN_QUERY, &token));
    DWORD size = 0;
    ::GetTokenInformation(token, TokenPrivileges, nullptr, 0, &size);
    std::vector<unsigned long long> memory(size / sizeof(unsigned long long) + 1);
    const auto* all = reinterpret_cast<const TOKEN_PRIVILEGES*>(memory.data());
    REQUIRE(::GetTokenInformation(token, TokenPrivileges, memory.data(), size, &size));
    ::CloseHandle(token);
    CHECK(all->PrivilegeCount <= 1); // SeChangeNotifyPrivilege
    CHECK_FALSE(give_up_root());     // once more does no harm
}
