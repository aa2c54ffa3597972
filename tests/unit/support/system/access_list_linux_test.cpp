#include "support/system/access_list.hpp"

#include "support/text_file.hpp"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace fairway;

namespace {

/// Goes with the test.
struct acl_folder {
    std::string path = (std::filesystem::temp_directory_path() / "fairway-acl-XXXXXX").string();
    acl_folder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
    ~acl_folder() { std::filesystem::remove_all(path); }

    std::string file(const std::string& name) const {
        const auto file = path + "/" + name;
        std::ofstream(file) << "old";
        REQUIRE(::chmod(file.c_str(), 0640) == 0);
        return file;
    }
};

struct stat file_info(const std::string& path) {
    struct stat info {};
    REQUIRE(::lstat(path.c_str(), &info) == 0);
    return info;
}

} // namespace

TEST_CASE("a named file: its access control list stays, and one of the folder does not come") {
    const acl_folder folder;
    const auto path = folder.file("file");
    // Version 2; user::rw-, user:nobody:r--, group::r--, mask::r--, other::---; each with tag, rights and id.
    const auto entry = [](unsigned tag, unsigned rights, unsigned id) {
        std::string bytes;
        for (const auto part : {tag, 0U, rights, 0U})
            bytes += static_cast<char>(part);
        for (int shift = 0; shift < 32; shift += 8)
            bytes += static_cast<char>((id >> shift) & 0xFFU);
        return bytes;
    };
    constexpr unsigned no_id = 0xFFFFFFFF;
    const std::string list = std::string("\2\0\0\0", 4) + entry(1, 6, no_id) + entry(2, 4, 65534) + entry(4, 4, no_id) +
                             entry(0x10, 4, no_id) + entry(0x20, 0, no_id);
    constexpr const char* access = "system.posix_acl_access";
    if (::setxattr(path.c_str(), access, list.data(), list.size(), 0) != 0) {
        MESSAGE("this file system has no access control lists");
        return;
    }
    const auto before = file_info(path);
    write_named_file(path, "new");
    std::array<char, 256> kept{};
    const auto size = ::getxattr(path.c_str(), access, kept.data(), kept.size());
    CHECK(file_info(path).st_ino != before.st_ino);
    CHECK((file_info(path).st_mode & 07777) == 0640);
    CHECK(std::string(kept.data(), size < 0 ? 0 : static_cast<std::size_t>(size)) == list);

    const auto plain = folder.file("plain");
    REQUIRE(::setxattr(folder.path.c_str(), "system.posix_acl_default", list.data(), list.size(), 0) == 0);
    write_named_file(plain, "new");
    CHECK(::getxattr(plain.c_str(), access, kept.data(), kept.size()) < 0);
    CHECK((file_info(plain).st_mode & 07777) == 0640);
    CHECK(*read_text_file(plain).value == "new");
}
