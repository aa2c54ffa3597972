#include "support/folder.hpp"
#include "support/system/path.hpp"
#include "support/system/path_windows.hpp"

#include <doctest/doctest.h>
#include <ostream>

using namespace fairway;

TEST_CASE("paths as people write them on Windows") {
    struct {
        std::string path, part, folder;
        bool absolute;
    } const rows[] = {
        {"file", "", ".", false},
        {"a\\file", "a\\", "a", false},
        {"a/b\\file", "a/b\\", "a/b", false},
        {"\\file", "\\", "\\", true},
        {"/file", "/", "/", true},
        {"C:file", "C:", "C:", true},
        {"C:\\file", "C:\\", "C:\\", true},
        {"c:/a b/file", "c:/a b/", "c:/a b", true},
        {"\\\\server\\share\\file", "\\\\server\\share\\", "\\\\server\\share", true},
        {"//server/share/a/file", "//server/share/a/", "//server/share/a", true},
    };
    for (const auto& row : rows) {
        CAPTURE(row.path);
        CHECK(folder_part(row.path) == row.part);
        CHECK(folder_of(row.path) == row.folder);
        CHECK(is_absolute(row.path) == row.absolute);
    }
    CHECK(in_folder("a", "b") == "a\\b");
    CHECK(in_folder("C:\\", "b") == "C:\\b");
    CHECK(in_folder("a/", "b") == "a/b");
    CHECK(beside("C:\\site\\site.json", "key") == "C:\\site\\key");
    CHECK(beside("C:\\site\\site.json", "D:\\key") == "D:\\key");
    CHECK(beside("site.json", "\\\\server\\share\\key") == "\\\\server\\share\\key");
    CHECK(beside("site.json", "key") == "key");
    CHECK(looks_like_path("a\\b"));
    CHECK(looks_like_path("c:b"));
    CHECK_FALSE(looks_like_path("veeam-agents"));
}

TEST_CASE("long paths get the prefix that Windows wants, short ones stay as they are") {
    CHECK(system_path("a/b c") == L"a\\b c");
    CHECK(system_path("C:\\a/..\\b") == L"C:\\a\\..\\b");
    const std::string name(200, 'x');
    const std::wstring wide_name(200, L'x');
    CHECK(system_path("C:\\" + name + "/./" + name) == L"\\\\?\\C:\\" + wide_name + L"\\" + wide_name);
    CHECK(system_path("\\\\server\\share\\" + name + "\\" + name) ==
          L"\\\\?\\UNC\\server\\share\\" + wide_name + L"\\" + wide_name);
    CHECK(system_path(name + "\\" + name).starts_with(L"\\\\?\\"));
    CHECK(system_path("\\\\?\\C:\\" + name + "\\" + name) == L"\\\\?\\C:\\" + wide_name + L"\\" + wide_name);
}
