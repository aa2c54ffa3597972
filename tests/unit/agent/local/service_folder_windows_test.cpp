#include "agent/local/service_folder_windows.hpp"

#include "support/system/private_windows.hpp"
#include "support/system/wide_windows.hpp"
#include "tests/unit/support/system/scratch_windows.hpp"

#include <doctest/doctest.h>

#include <windows.h>

#include <sddl.h>

using namespace fairway;

TEST_CASE("rights on a folder are words that the system understands, and inherit nothing") {
    const auto sid = wide(service_sid());
    for (const auto right : {service_right::read, service_right::change}) {
        const auto rights = folder_rights(sid, right);
        PSECURITY_DESCRIPTOR made = nullptr;
        REQUIRE(
            ::ConvertStringSecurityDescriptorToSecurityDescriptorW(rights.c_str(), SDDL_REVISION_1, &made, nullptr));
        SECURITY_DESCRIPTOR_CONTROL control = 0;
        DWORD revision = 0;
        CHECK(::GetSecurityDescriptorControl(made, &control, &revision));
        CHECK((control & SE_DACL_PROTECTED) != 0);
        BOOL present = FALSE, defaulted = FALSE;
        PACL acl = nullptr;
        CHECK(::GetSecurityDescriptorDacl(made, &present, &acl, &defaulted));
        REQUIRE(acl != nullptr);
        REQUIRE(acl->AceCount == 3); // the system, administrators, the service
        void* entry = nullptr;
        REQUIRE(::GetAce(acl, 2, &entry));
        const auto mask = static_cast<ACCESS_ALLOWED_ACE*>(entry)->Mask;
        CHECK((mask & FILE_READ_DATA) != 0);
        CHECK(((mask & FILE_WRITE_DATA) != 0) == (right == service_right::change));
        CHECK((mask & (WRITE_DAC | WRITE_OWNER)) == 0);
        ::LocalFree(made);
    }
}

TEST_CASE("a protected folder is made once, and a file is none") {
    wchar_t temporary[MAX_PATH + 1] = L"";
    REQUIRE(::GetTempPathW(MAX_PATH, temporary) != 0);
    const auto path = std::wstring(temporary) + L"fairway folder " + std::to_wstring(::GetCurrentProcessId());
    const auto rights = folder_rights(wide(service_sid()), service_right::change);
    CHECK(protect_folder(path, rights).empty());
    CHECK((::GetFileAttributesW(path.c_str()) & FILE_ATTRIBUTE_DIRECTORY) != 0);
    CHECK(protect_folder(path, rights).empty());
    CHECK(why_not_of_administrators(path).empty());
    CHECK(::RemoveDirectoryW(path.c_str()));

    ::CloseHandle(::CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr));
    CHECK(protect_folder(path, rights) == "is a file");
    CHECK(why_not_of_administrators(path) == "is a file");
    CHECK(::DeleteFileW(path.c_str()));
    CHECK(protect_folder(path + L"\\below", rights).starts_with("cannot be made: "));
    CHECK(why_not_of_administrators(path).starts_with("cannot be looked at: "));
}

TEST_CASE("what whoever installs the service has put into its folder may stay there") {
    const test::scratch_windows folder;
    const auto path = wide(folder.path());
    CHECK(why_content_is_not_of_administrators(path, {}).empty());
    REQUIRE_FALSE(create_private_file(folder / "agent.json"));
    CHECK(why_content_is_not_of_administrators(path, {}).empty());
}
