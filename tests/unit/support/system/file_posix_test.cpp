#include "support/system/file.hpp"

#include "support/folder.hpp"
#include "support/text_file.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace fairway;
namespace fs = std::filesystem;
using result = file_content::result;

namespace {

/// A folder that goes with the test.
struct scratch {
    std::string path = (fs::temp_directory_path() / "fairway-file-XXXXXX").string();
    scratch() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
    ~scratch() { fs::remove_all(path); }
    std::string operator/(const std::string& name) const { return path + "/" + name; }
};

std::string written(const std::string& path, const std::string& text, mode_t mode = 0600) {
    std::ofstream(path) << text;
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    return path;
}

mode_t mode_of(const std::string& path) {
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    return info.st_mode & 07777;
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    return names;
}

} // namespace

TEST_CASE("a file is read up to a limit, and whether that is all is said") {
    const scratch folder;
    for (const std::size_t size : {0UL, 1UL, 4095UL, 4096UL, 4097UL, 100'000UL, 3'000'000UL}) {
        CAPTURE(size);
        std::string text(size, 'x');
        for (std::size_t i = 0; i < size; ++i)
            text[i] = static_cast<char>('a' + i % 23);
        const auto path = written(folder / "file", text);
        for (const auto which : {readable_file::any, readable_file::regular, readable_file::secret}) {
            const auto all = read_file(path, size, which);
            CHECK(all.outcome == result::read);
            CHECK(all.whole);
            CHECK((all.text == text));
            if (size == 0) continue;
            const auto most = read_file(path, size - 1, which);
            CHECK(most.outcome == result::read);
            CHECK_FALSE(most.whole);
            CHECK((most.text == text.substr(0, size - 1)));
        }
    }
}

TEST_CASE("what is no file of the wanted kind is not read") {
    const scratch folder;
    const auto nowhere = read_file(folder / "nowhere", 10, readable_file::any);
    CHECK(nowhere.outcome == result::cannot_open);
    CHECK(nowhere.error == ENOENT);
    CHECK(read_file(folder.path, 10, readable_file::regular).outcome == result::folder);
    CHECK(read_file(folder.path, 10, readable_file::any).outcome == result::cannot_read);
    // Nobody writes to it, and still nobody waits.
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(read_file(folder / "pipe", 10, readable_file::regular).outcome == result::not_regular);
    for (const mode_t open : {0640U, 0604U, 0620U, 0610U, 0666U}) {
        CAPTURE(open);
        const auto path = written(folder / "secret", "s", open);
        CHECK(read_file(path, 10, readable_file::secret).outcome == result::not_private);
        CHECK(read_file(path, 10, readable_file::regular).text == "s");
        CHECK(is_private(path) == false);
        CHECK_FALSE(make_private(path));
        CHECK(mode_of(path) == 0600);
        CHECK(is_private(path) == true);
        CHECK(read_file(path, 10, readable_file::secret).text == "s");
    }
    CHECK(is_private(folder / "nowhere") == std::nullopt);
}

TEST_CASE("the text of a file that people give: each problem in words") {
    const scratch folder;
    struct {
        std::string path, problem;
        std::size_t limit;
    } const table[] = {
        {folder / "nowhere", "cannot be opened: No such file or directory", 10},
        {folder.path, "is a directory; expected a file", 10},
        {"/dev/zero", "is not a regular file", 10},
        {written(folder / "large", std::string(3 * 1024 * 1024, 'x')), "is 3 MiB; the limit is 2 MiB", 2 * 1024 * 1024},
    };
    for (const auto& row : table) {
        CAPTURE(row.path);
        const auto read = read_text_file(row.path, row.limit);
        REQUIRE(!read);
        REQUIRE(read.problems.size() == 1);
        CHECK(read.problems[0].message == row.problem);
        CHECK(read.problems[0].file == row.path);
    }
    CHECK(read_text_file(folder / "large", 3 * 1024 * 1024).value->size() == 3 * 1024 * 1024);
}

TEST_CASE("a file is written for whom it is meant, and nothing else is left") {
    const scratch folder;
    const auto path = folder / "file";
    const mode_t before = ::umask(022);
    write_file_atomically(path, "one");
    CHECK(mode_of(path) == 0644);
    CHECK(read_text_file(path).value == "one");
    // In place of the other, also for its mode; whatever the umask takes.
    ::umask(0277);
    write_file_atomically(path, "two", readable_by::owner);
    ::umask(before);
    CHECK(mode_of(path) == 0600);
    CHECK(read_text_file(path).value == "two");
    CHECK(names_in(folder.path) == std::vector<std::string>{"file"});

    REQUIRE(fs::create_directory(folder / "folder"));
    std::ofstream(folder / "folder/file") << "x";
    try {
        write_file_atomically(folder / "folder", "three");
        FAIL("a folder was replaced");
    } catch (const std::system_error& e) {
        CHECK(std::string(e.what()).starts_with("cannot replace " + folder / "folder"));
    }
    CHECK(names_in(folder.path).size() == 2);
    CHECK_THROWS_AS(write_file_atomically(folder / "nowhere/file", "x"), std::system_error);
}

TEST_CASE("folders and files of one's own") {
    const scratch folder;
    make_private_folder(folder / "a/b/c");
    CHECK(mode_of(folder / "a/b/c") == 0700);
    CHECK_FALSE(create_private_folder(folder / "a/b/c")); // is there
    CHECK(create_private_folder(folder / "no/folder") == std::errc::no_such_file_or_directory);
    CHECK_THROWS_AS(make_private_folder("/proc/nowhere/at/all"), std::system_error);

    CHECK_FALSE(create_private_file(folder / "file"));
    CHECK(mode_of(folder / "file") == 0600);
    CHECK(create_private_file(folder / "file") == std::errc::file_exists);
    CHECK_FALSE(sync_file(folder / "file"));
    CHECK(sync_file(folder / "nowhere") == std::errc::no_such_file_or_directory);

    CHECK_FALSE(rename_to_new(folder / "file", folder / "other"));
    CHECK_FALSE(create_private_file(folder / "file"));
    CHECK(rename_to_new(folder / "file", folder / "other") == std::errc::file_exists);
    CHECK(fs::exists(folder / "file"));
    CHECK_FALSE(may_read(folder / "other"));
    CHECK(may_read(folder / "nowhere") == std::errc::no_such_file_or_directory);
    CHECK_FALSE(may_create_in(folder.path));
    CHECK(may_create_in(folder / "nowhere") == std::errc::no_such_file_or_directory);
    CHECK(folder_of("file") == ".");
    CHECK(folder_of("/file") == "/");
    CHECK(folder_of("/a/b/file") == "/a/b");
}

TEST_CASE("what stands under a name, and what is in a folder") {
    const scratch folder;
    written(folder / "file", "four");
    fs::create_symlink(folder / "nowhere", folder / "link");
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(look_at(folder / "file").kind == file_kind::regular);
    CHECK(look_at(folder / "file").size == 4);
    CHECK(look_at(folder.path).kind == file_kind::folder);
    CHECK(look_at(folder / "pipe").kind == file_kind::other);
    CHECK(look_at(folder / "link").kind == file_kind::missing);
    CHECK(is_there(folder / "link"));
    CHECK_FALSE(is_there(folder / "nowhere"));
    CHECK(look_at(folder / "file/x").kind == file_kind::missing);
    CHECK(look_at(folder / std::string(300, 'x')).kind == file_kind::unknown);
    CHECK(look_at(folder / std::string(300, 'x')).error == std::errc::filename_too_long);
    CHECK(names_in_folder(folder.path).size() == 3);
    CHECK_THROWS_AS(names_in_folder(folder / "nowhere"), std::system_error);
    CHECK(files_meant_by("*") == std::vector<std::string>{"*"}); // the shell has done that
    CHECK_FALSE(create_folders(folder / "a/b/c"));
    CHECK(look_at(folder / "a/b/c").kind == file_kind::folder);
    CHECK_FALSE(remove_with_content(folder / "a"));
    CHECK_FALSE(is_there(folder / "a"));
    CHECK_FALSE(remove_with_content(folder / "a"));
}

TEST_CASE("UTF-16 as PowerShell 5.1 writes it is read back") {
    const scratch folder;
    using namespace std::string_literals;
    CHECK(read_text_file(written(folder / "little", "\xFF\xFE{\0}\0\r\0\n\0"s)).value == "{}\r\n");
    CHECK(read_text_file(written(folder / "big", "\xFE\xFF\0{\0}"s)).value == "{}");
    CHECK(read_text_file(written(folder / "utf8", "\xEF\xBB\xBF{}"s)).value == "\xEF\xBB\xBF{}"); // its reader knows
    const auto cut = read_text_file(written(folder / "cut", "\xFF\xFE{\0}"s));
    REQUIRE(!cut);
    CHECK(cut.problems[0].pointer == "line 1, column 2");
    CHECK(cut.problems[0].message == "is UTF-16, but ends within a character; was the file cut off?");
}
