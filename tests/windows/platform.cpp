#include "tests/platform.hpp"

#include <doctest/doctest.h>

#include <ostream>
#include <stdlib.h>
#include <windows.h>

#include <sddl.h>

namespace fairway::test {

void let_others_read(const std::string& path) {
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    // Everything for owner, SYSTEM and Administrators; reading for everybody.
    REQUIRE(::ConvertStringSecurityDescriptorToSecurityDescriptorA(
                "D:P(A;;FA;;;OW)(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;WD)", SDDL_REVISION_1, &descriptor, nullptr) != 0);
    const auto set =
        ::SetFileSecurityA(path.c_str(), DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, descriptor);
    ::LocalFree(descriptor);
    REQUIRE(set != 0);
}

void set_environment(const char* name, const char* value) {
    REQUIRE(::_putenv_s(name, value != nullptr ? value : "") == 0);
}

bool under_wine() {
    return ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

const char* golden_mark() {
    return ".windows";
}

} // namespace fairway::test
