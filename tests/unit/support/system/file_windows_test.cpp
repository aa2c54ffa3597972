#include "support/system/file.hpp"

#include "support/folder.hpp"
#include "support/system/error_windows.hpp"
#include "support/system/file_calls.hpp"
#include "support/system/path_windows.hpp"
#include "support/system/private_windows.hpp"
#include "tests/unit/support/system/scratch_windows.hpp"

#include <algorithm>
#include <cerrno>
#include <sddl.h>
#include <thread>

#include <aclapi.h>

using namespace fairway;
using result = file_content::result;
using test::scratch_windows;

namespace {

HANDLE opened(const std::string& path, DWORD access, DWORD share) {
    const HANDLE handle =
        ::CreateFileW(system_path(path).c_str(), access, share, nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    REQUIRE(handle != INVALID_HANDLE_VALUE);
    return handle;
}

void give_rights(const std::string& path, const wchar_t* sddl) {
    PSECURITY_DESCRIPTOR descriptor = nullptr;
    REQUIRE(::ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, &descriptor, nullptr) != 0);
    REQUIRE(::SetFileSecurityW(system_path(path).c_str(),
                               DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, descriptor) != 0);
    ::LocalFree(descriptor);
}

} // namespace

TEST_CASE("errors have the names that POSIX gives them") {
    struct {
        DWORD windows;
        int posix;
    } const rows[] = {{ERROR_FILE_NOT_FOUND, ENOENT},   {ERROR_PATH_NOT_FOUND, ENOENT},
                      {ERROR_ACCESS_DENIED, EACCES},    {ERROR_FILE_EXISTS, EEXIST},
                      {ERROR_SHARING_VIOLATION, EBUSY}, {ERROR_DISK_FULL, ENOSPC},
                      {ERROR_WRITE_PROTECT, EROFS},     {ERROR_SUCCESS, 0},
                      {ERROR_DIRECTORY, ENOTDIR}};
    for (const auto& row : rows) {
        CAPTURE(row.windows);
        CHECK(errno_of(row.windows) == row.posix);
    }
}

TEST_CASE("a file is written, read up to a limit and listed, with a path as long as it may be") {
    const scratch_windows folder;
    const auto deep = folder / (std::string(200, 'a') + "/" + std::string(200, 'b'));
    REQUIRE_FALSE(create_folders(deep));
    for (const auto& in : {folder.path(), deep}) {
        CAPTURE(in);
        const auto path = in_folder(in, "f\u00fcnf.json");
        write_file_atomically(path, "one\ntwo\n");
        write_file_atomically(path, "three\n"); // in its place
        CHECK(read_text_file(path).value == "three\n");
        const auto part = read_file(path, 2, readable_file::regular);
        CHECK(part.text == "th");
        CHECK_FALSE(part.whole);
        CHECK(part.size == 6);
        const auto names = names_in_folder(in);
        CHECK(std::find(names.begin(), names.end(), "f\u00fcnf.json") != names.end());
        CHECK(std::none_of(names.begin(), names.end(), [](const auto& n) { return n.find(".tmp") != n.npos; }));
        CHECK(look_at(path).kind == file_kind::regular);
        CHECK(look_at(path).size == 6);
        CHECK(look_at(in).kind == file_kind::folder);
        CHECK(look_at(path + "x").kind == file_kind::missing);
        CHECK(is_there(path));
        CHECK_FALSE(is_there(path + "x"));
        CHECK_FALSE(sync_file(path));
        CHECK_FALSE(may_read(path));
        CHECK_FALSE(may_create_in(in));
    }
    CHECK(may_create_in(folder / "nowhere") == std::errc::no_such_file_or_directory);
    CHECK(may_read(folder / "nowhere") == std::errc::no_such_file_or_directory);
    CHECK(may_create_in(folder / "f\u00fcnf.json") == std::errc::not_a_directory);
    CHECK_FALSE(remove_with_content(folder / std::string(200, 'a')));
    CHECK_FALSE(is_there(folder / std::string(200, 'a')));
    CHECK_FALSE(remove_with_content(folder / "nowhere"));
    CHECK_THROWS_AS(names_in_folder(folder / "nowhere"), std::system_error);
}

TEST_CASE("what is no file of the wanted kind is not read") {
    const scratch_windows folder;
    CHECK(read_file(folder / "nowhere", 10, readable_file::any).error == ENOENT);
    CHECK(read_file(folder.path(), 10, readable_file::regular).outcome == result::folder);
    CHECK(read_file(folder.path(), 10, readable_file::any).outcome == result::cannot_read);
    CHECK(read_file("NUL", 10, readable_file::regular).outcome == result::not_regular);
}

TEST_CASE("UTF-16 as PowerShell 5.1 writes it is read back") {
    const scratch_windows folder;
    write_file_atomically(folder / "report", std::string("\xFF\xFE{\0}\0\r\0\n\0", 10));
    CHECK(read_text_file(folder / "report").value == "{}\r\n");
}

TEST_CASE("a file is replaced while somebody reads it, and after a virus scanner has let go of it") {
    const scratch_windows folder;
    const auto path = folder / "file";
    write_file_atomically(path, "old");
    {
        const HANDLE reader = opened(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE);
        std::thread lets_go([&] {
            ::Sleep(100); // shorter than the time that is waited
            ::CloseHandle(reader);
        });
        write_file_atomically(path, "new");
        lets_go.join();
        CHECK(read_text_file(path).value == "new");
    }
    const HANDLE owner = opened(path, GENERIC_READ | GENERIC_WRITE, 0);
    const auto busy = read_file(path, 10, readable_file::regular);
    CHECK(busy.outcome == result::cannot_open);
    CHECK(busy.error == EBUSY);
    ::CloseHandle(owner);
}

TEST_CASE("a new name never takes the place of another file") {
    const scratch_windows folder;
    CHECK_FALSE(create_private_file(folder / "a"));
    CHECK(create_private_file(folder / "a") == std::errc::file_exists);
    CHECK_FALSE(rename_to_new(folder / "a", folder / "b"));
    CHECK_FALSE(create_private_file(folder / "a"));
    CHECK(rename_to_new(folder / "a", folder / "b") == std::errc::file_exists);
    CHECK(is_there(folder / "a"));
    auto& calls = system_file_calls();
    REQUIRE_FALSE(create_private_folder(folder / "folder"));
    CHECK(calls.rename(folder / "a", folder / "folder") == -1);
    CHECK(errno == EISDIR);
    CHECK(calls.create(folder / "a", readable_by::all) == -1);
    CHECK(errno == EEXIST);
    CHECK(calls.open(folder / "nowhere") == -1);
    CHECK(errno == ENOENT);
    CHECK(calls.remove(folder / "nowhere") == -1);
    CHECK(errno == ENOENT);
    CHECK(calls.sync_folder(folder.path()) == 0);
    CHECK(calls.sync_folder(folder / "nowhere") == -1);
    CHECK(calls.sync_folder(folder / "a") == -1);
}

TEST_CASE("private is what nobody else may read or change") {
    const scratch_windows folder;
    make_private_folder(folder / "a/b");
    CHECK(is_private(folder / "a/b") == true);
    REQUIRE_FALSE(create_private_file(folder / "secret"));
    CHECK(is_private(folder / "secret") == true);
    CHECK(read_file(folder / "secret", 10, readable_file::secret).outcome == result::read);
    CHECK(is_private(folder / "nowhere") == std::nullopt);
    give_rights(folder / "secret", L"D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;WD)"); // everybody reads
    CHECK(is_private(folder / "secret") == false);
    CHECK(read_file(folder / "secret", 10, readable_file::secret).outcome == result::not_private);
    CHECK(read_file(folder / "secret", 10, readable_file::regular).outcome == result::read);
    CHECK_FALSE(make_private(folder / "secret"));
    CHECK(is_private(folder / "secret") == true);
    write_file_atomically(folder / "secret", "x", readable_by::owner);
    CHECK(is_private(folder / "secret") == true);
    CHECK(how_to_make_private("C:\\a b").starts_with("icacls \"C:\\a b\" /inheritance:r /grant:r *S-1-5-18:F"));
}

TEST_CASE("who is no stranger, and which rights are harmless") {
    // The SID of the service follows from its name; `sc showsid fairway` shows the same.
    CHECK(std::count(service_sid().begin(), service_sid().end(), '-') == 8);
    CHECK(service_sid().starts_with("S-1-5-80-"));
    const std::string owner = "O:S-1-5-21-1-2-3-1001";
    struct {
        std::string list;
        bool is_private;
    } const rows[] = {
        {"D:P(A;;FA;;;SY)(A;;FA;;;BA)", true},
        {"D:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;S-1-5-21-1-2-3-1001)", true},
        {"D:P(A;;FA;;;" + service_sid() + ")", true},
        {"D:P(A;OICIIO;FA;;;S-1-3-0)(A;;FA;;;S-1-3-4)", true},
        {"D:P", true},
        {"D:P(D;;FA;;;WD)(A;;FA;;;SY)", true},
        {"D:P(A;;0x00120080;;;BU)", true}, // sees that it is there
        {"D:P(A;;FR;;;BU)", false},
        {"D:P(A;;FA;;;S-1-5-21-1-2-3-1002)", false},
        {"D:P(A;;FW;;;AU)", false},
        {"D:P(A;;WD;;;BU)", false}, // could take the others
        {"D:P(A;;GR;;;WD)", false},
        {"D:P(A;;FR;;;S-1-5-80-1-2-3-4-5)", false},
        {"", false}, // no list: everybody
    };
    for (const auto& row : rows) {
        CAPTURE(row.list);
        CHECK(is_private_descriptor(owner + row.list) == row.is_private);
    }
}

TEST_CASE("what is made is for the system and for administrators, too") {
    const scratch_windows folder;
    make_private_folder(folder / "state");
    const auto allowed = allowed_beside(folder / "state/identity.json");
    REQUIRE(allowed.size() >= 2);
    CHECK(allowed[0] == "S-1-5-18");
    CHECK(allowed[1] == "S-1-5-32-544");
}

TEST_CASE("to own a private file gives no right to change who may use it") {
    for (const auto what : {private_security::of::file, private_security::of::folder}) {
        private_security security(what, {"S-1-5-18"});
        auto* list = static_cast<PACL>(security.access_list());
        REQUIRE(list != nullptr);
        REQUIRE(list->AceCount == 2);
        void* entry = nullptr;
        REQUIRE(::GetAce(list, 1, &entry) != 0);
        auto* allow = static_cast<ACCESS_ALLOWED_ACE*>(entry);
        CHECK(::IsWellKnownSid(&allow->SidStart, WinCreatorOwnerRightsSid) != 0);
        CHECK(allow->Mask == READ_CONTROL);
    }
}

TEST_CASE("a pattern stands for the files that match") {
    const scratch_windows folder;
    for (const auto& name : {"b.json", "a.json", "c.txt"})
        REQUIRE_FALSE(create_private_file(folder / name));
    REQUIRE_FALSE(create_private_folder(folder / "d.json"));
    CHECK(files_meant_by(folder / "*.json") == std::vector{folder / "a.json", folder / "b.json"});
    CHECK(files_meant_by(folder / "*.csv") == std::vector{folder / "*.csv"});
    CHECK(files_meant_by(folder / "c.txt") == std::vector{folder / "c.txt"});
    CHECK(files_meant_by("-") == std::vector<std::string>{"-"});
}
