#include "support/system/file_target.hpp"

#include "support/system/path_windows.hpp"
#include "tests/unit/support/system/scratch_windows.hpp"

#include <sddl.h>

#include <aclapi.h>

using namespace fairway;
using test::scratch_windows;

namespace {

/// Whom a file is for, as text; without flags that say whether that is inherited.
std::wstring rights_of_file(const std::string& path) {
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    auto name = system_path(path);
    REQUIRE(::GetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, nullptr,
                                    nullptr, &descriptor) == ERROR_SUCCESS);
    wchar_t* text = nullptr;
    REQUIRE(::ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor, SDDL_REVISION_1,
                                                                   DACL_SECURITY_INFORMATION, &text, nullptr) != 0);
    std::wstring rights(text);
    ::LocalFree(text);
    ::LocalFree(descriptor);
    return rights.substr(rights.find(L'('));
}

} // namespace

TEST_CASE("a named file is replaced, and is for whom it was before") {
    const scratch_windows folder;
    const auto path = folder / "file";
    write_named_file(path, "old");
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    REQUIRE(::ConvertStringSecurityDescriptorToSecurityDescriptorW(
                L"D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;OW)(A;;FR;;;WD)", SDDL_REVISION_1, &descriptor, nullptr) != 0);
    REQUIRE(::SetFileSecurityW(system_path(path).c_str(),
                               DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, descriptor) != 0);
    ::LocalFree(descriptor);
    const auto before = rights_of_file(path);
    write_named_file(path, "new");
    CHECK(read_text_file(path).value == "new");
    CHECK(rights_of_file(path) == before);
    CHECK(names_in_folder(folder.path()).size() == 1);
}

TEST_CASE("a named file that is something else stays that") {
    const scratch_windows folder;
    CHECK(target_at("NUL") == file_target::stream);
    CHECK(target_at("\\\\.\\pipe\\nobody") == file_target::stream);
    CHECK(target_at(folder.path()) == file_target::folder);
    CHECK(target_at(folder / "fresh") == file_target::replaceable);
    CHECK_FALSE(may_write_into("NUL"));
    write_named_file("NUL", "gone");
    CHECK(target_at("NUL") == file_target::stream);

    write_named_file(folder / "file", "old and longer");
    CHECK(target_at(folder / "file") == file_target::replaceable);
    REQUIRE(::CreateHardLinkW(system_path(folder / "hard").c_str(), system_path(folder / "file").c_str(), nullptr) !=
            0);
    CHECK(target_at(folder / "hard") == file_target::linked);
    write_named_file(folder / "hard", "new");
    CHECK(read_text_file(folder / "file").value == "new");
    CHECK(target_at(folder / "file") == file_target::linked);
    CHECK_THROWS_AS(write_named_file(folder.path(), "x"), std::system_error);
    CHECK_THROWS_AS(write_named_file(folder / "no/file", "x"), std::system_error);
}
