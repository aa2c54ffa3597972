#include "support/text_file.hpp"

#include "support/system/file_target.hpp"

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace fairway;
namespace fs = std::filesystem;

namespace {

/// A folder that anybody may enter and that goes with the test.
struct open_folder {
    std::string path = (fs::temp_directory_path() / "fairway-target-XXXXXX").string();
    open_folder() {
        REQUIRE(::mkdtemp(path.data()) != nullptr);
        REQUIRE(::chmod(path.c_str(), 0755) == 0);
    }
    ~open_folder() { fs::remove_all(path); }
    std::string operator/(const std::string& name) const { return path + "/" + name; }

    std::string file(const std::string& name, const std::string& text, mode_t mode = 0644) const {
        const auto file = *this / name;
        std::ofstream(file) << text;
        REQUIRE(::chmod(file.c_str(), mode) == 0);
        return file;
    }
};

std::string content_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct stat info_of(const std::string& path) {
    struct stat info {};
    REQUIRE(::lstat(path.c_str(), &info) == 0);
    return info;
}

std::size_t entries_in(const std::string& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

constexpr uid_t nobody = 65534;
bool runs_as_root() {
    return ::geteuid() == 0;
}

/// Does something in a process of its own, as somebody else where that is possible; its exit code.
template <class Do>
int in_child(uid_t as, Do what) {
    const pid_t child = ::fork();
    if (child == 0) {
        int status = 99;
        try {
            if (as == 0 || (::setgid(as) == 0 && ::setuid(as) == 0)) status = what();
        } catch (const std::system_error& e) {
            status = e.code().value();
        }
        ::_exit(status);
    }
    REQUIRE(child > 0);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

int error_of_writing(const std::string& path, const std::string& text = "new") {
    try {
        write_named_file(path, text);
        return 0;
    } catch (const std::system_error& e) {
        return e.code().value();
    }
}

} // namespace

TEST_CASE("a named file: a regular one is replaced at once, and keeps whose it is and who may read it") {
    const open_folder folder;
    for (const mode_t mode : {0600U, 0640U, 0644U, 0400U, 0666U}) {
        CAPTURE(mode);
        const auto path = folder.file("file", "old", mode);
        const auto before = info_of(path);
        std::ifstream reader(path);
        write_named_file(path, "new");
        CHECK(content_of(path) == "new");
        CHECK((info_of(path).st_mode & 07777) == mode);
        CHECK(info_of(path).st_ino != before.st_ino);
        CHECK(std::string(std::istreambuf_iterator<char>(reader), {}) == "old"); // never half of both
        CHECK(entries_in(folder.path) == 1);
        REQUIRE(fs::remove(path));
    }
    write_named_file(folder / "fresh", "new");
    CHECK(content_of(folder / "fresh") == "new");

    if (!runs_as_root()) return;
    const auto path = folder.file("theirs", "old", 0620);
    REQUIRE(::chown(path.c_str(), nobody, nobody) == 0);
    const auto before = info_of(path);
    write_named_file(path, "new");
    const auto after = info_of(path);
    CHECK(content_of(path) == "new");
    CHECK(after.st_uid == nobody);
    CHECK(after.st_gid == nobody);
    CHECK((after.st_mode & 07777) == 0620);
    CHECK(after.st_ino != before.st_ino);
}

TEST_CASE("a named file: whoever may not replace it writes it") {
    if (!runs_as_root()) return; // needs somebody else
    const open_folder folder;    // in which nobody else may make a file
    const auto path = folder.file("file", "old and longer", 0666);
    const auto before = info_of(path);
    CHECK(in_child(nobody, [&] { return error_of_writing(path); }) == 0);
    CHECK(content_of(path) == "new");
    CHECK(info_of(path).st_ino == before.st_ino);
    CHECK(info_of(path).st_uid == 0);
    CHECK(in_child(nobody, [&] { return error_of_writing(folder / "another"); }) == EACCES);
    const auto kept = folder.file("secret", "old", 0600);
    CHECK(in_child(nobody, [&] { return error_of_writing(kept); }) == EACCES);
    CHECK(content_of(kept) == "old");
    // Where he may make files, but none of root's: its owner stays.
    REQUIRE(::chmod(folder.path.c_str(), 0777) == 0);
    CHECK(in_child(nobody, [&] { return error_of_writing(path, "newer"); }) == 0);
    CHECK(content_of(path) == "newer");
    CHECK(info_of(path).st_ino == before.st_ino);
    CHECK(entries_in(folder.path) == 2);
}

TEST_CASE("a named file: links and further names stay what they are") {
    const open_folder folder;
    const auto file = folder.file("file", "old and longer", 0600);
    fs::create_symlink("file", folder / "link");
    fs::create_symlink("not yet", folder / "dangling");
    fs::create_symlink(".", folder / "to folder");
    fs::create_hard_link(file, folder / "hard");
    const auto before = info_of(file);
    for (const auto* name : {"link", "hard", "file"}) {
        CAPTURE(name);
        CHECK(target_at(folder / name) == file_target::linked);
        write_named_file(folder / name, std::string("by ") + name);
        CHECK(content_of(file) == std::string("by ") + name);
        CHECK(info_of(file).st_ino == before.st_ino);
        CHECK(info_of(file).st_nlink == 2);
        CHECK((info_of(file).st_mode & 07777) == 0600);
        CHECK(fs::is_symlink(folder / "link"));
    }
    write_named_file(folder / "dangling", "new");
    CHECK(content_of(folder / "not yet") == "new");
    CHECK(fs::is_symlink(folder / "dangling"));
    for (const auto* name : {"to folder", "."}) {
        CHECK(target_at(folder / name) == file_target::folder);
        CHECK(error_of_writing(folder / name) == EISDIR);
    }
    CHECK(entries_in(folder.path) == 6);

    if (!runs_as_root()) return;
    fs::create_symlink("file", folder / "planted");
    REQUIRE(::lchown((folder / "planted").c_str(), nobody, nobody) == 0);
    CHECK(target_at(folder / "planted") == file_target::foreign_link);
    CHECK(error_of_writing(folder / "planted") == ELOOP);
    CHECK(content_of(file) == "by file");
    CHECK(in_child(nobody, [&] { return target_at(folder / "planted") == file_target::linked ? 0 : 1; }) == 0);
}

TEST_CASE("a named file: a device stays one") {
    write_named_file("/dev/null", "new");
    CHECK(S_ISCHR(info_of("/dev/null").st_mode));
    CHECK(error_of_writing("/dev/full") == ENOSPC);
    CHECK_FALSE(may_write_into("/dev/null"));

    const open_folder folder;
    const auto device = folder / "null";
    if (!runs_as_root() || ::mknod(device.c_str(), S_IFCHR | 0666, makedev(1, 3)) != 0) return;
    REQUIRE(::chmod(device.c_str(), 0666) == 0);
    const auto before = info_of(device);
    const int written = error_of_writing(device);
    if (written != EACCES) CHECK(written == 0); // a file system may be mounted without devices
    CHECK(S_ISCHR(info_of(device).st_mode));
    CHECK(info_of(device).st_ino == before.st_ino);
    CHECK(in_child(nobody, [&] { return error_of_writing(device); }) == written);
    CHECK(S_ISCHR(info_of(device).st_mode));
    CHECK(entries_in(folder.path) == 1);
}

TEST_CASE("a named file: a pipe gets the text") {
    const open_folder folder;
    const auto pipe = folder / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    std::string text(300'000, 'x'); // more than fits at once
    text += "end";
    std::string got;
    std::thread reader([&] { got = content_of(pipe); });
    write_named_file(pipe, text);
    reader.join();
    CHECK(got == text);
    CHECK(S_ISFIFO(info_of(pipe).st_mode));
    CHECK(entries_in(folder.path) == 1);
}

TEST_CASE("a named file: a standard stream is written on, not opened anew") {
    const open_folder folder;
    const auto file = folder.file("log", "before\n");
    for (const auto* name : {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"}) {
        CAPTURE(name);
        const auto before = content_of(file);
        CHECK(in_child(0, [&] {
                  const int fd = ::open(file.c_str(), O_WRONLY | O_APPEND);
                  return ::dup2(fd, 1) == 1 && !may_write_into(name) ? error_of_writing(name, "more\n") : 98;
              }) == 0);
        CHECK(content_of(file) == before + "more\n");
    }
    CHECK(in_child(0, [&] {
              ::close(1);
              return may_write_into("/dev/stdout").value() == EBADF ? error_of_writing("/dev/stdout") : 98;
          }) == EBADF);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    CHECK(in_child(0, [&] { return ::dup2(ends[1], 1) == 1 ? error_of_writing("/dev/stdout", "to a pipe") : 98; }) ==
          0);
    ::close(ends[1]);
    std::array<char, 64> buffer{};
    const auto size = ::read(ends[0], buffer.data(), buffer.size());
    ::close(ends[0]);
    CHECK(std::string(buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size)) == "to a pipe");
}

TEST_CASE("a named file: one that the limit on file sizes forbids leaves the old one, and says so") {
    const open_folder folder;
    const auto path = folder.file("file", "old");
    CHECK(in_child(0, [&] {
              std::signal(SIGXFSZ, SIG_IGN);
              rlimit tight{1000, 1000};
              ::setrlimit(RLIMIT_FSIZE, &tight);
              try {
                  write_named_file(path, std::string(5000, 'x'));
              } catch (const std::system_error& e) {
                  return std::string(e.what()).find("larger than this process may make files (ulimit -f)") ==
                                 std::string::npos
                             ? 97
                             : e.code().value();
              }
              return 0;
          }) == EFBIG);
    CHECK(content_of(path) == "old");
    CHECK(entries_in(folder.path) == 1);
}
