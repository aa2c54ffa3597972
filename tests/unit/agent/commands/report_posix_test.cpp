#include "agent/output/format.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"
#include "tests/unit/agent/rich_report.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace fairway;

TEST_CASE("report: a written file is for whom the umask lets") {
    const test::scratch_folder folder;
    test::write(folder / "r.json", render_json(test::rich_report(), {}));
    const auto mask = ::umask(027);
    for (const std::string format : {"text", "json", "nagios"}) {
        CAPTURE(format);
        const auto file = folder / ("out." + format);
        CHECK(test::call({"report", folder / "r.json", "--format", format, "--output", file}).err.empty());
        struct stat info {};
        REQUIRE(::stat(file.c_str(), &info) == 0);
        CHECK((info.st_mode & 0777) == 0640); // 0644 without what the umask takes
    }
    ::umask(mask);
}

TEST_CASE("report: what is no regular file is written to, and stays what it is") {
    const test::scratch_folder folder;
    test::write(folder / "r.json", render_json(test::rich_report(), {}));
    const auto report = [&](const std::string& to) {
        return test::call({"report", folder / "r.json", "--output", to});
    };
    const auto whole = test::call({"report", folder / "r.json"}).out;

    CHECK(report("/dev/null").err.empty());
    CHECK(std::filesystem::is_character_file("/dev/null"));
    try {
        report("/dev/full");
        FAIL("a full disk took everything");
    } catch (const std::exception& e) {
        CHECK(std::string(e.what()) ==
              std::string("--output /dev/full: cannot write /dev/full: ") + std::strerror(ENOSPC));
    }

    const auto pipe = folder / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    std::string read;
    std::thread reader([&] { read = test::contents(pipe); });
    CHECK(report(pipe).err.empty());
    reader.join();
    CHECK(read == whole);
    CHECK(std::filesystem::is_fifo(pipe));

    test::write(folder / "old", "old");
    REQUIRE(::chmod((folder / "old").c_str(), 0600) == 0);
    std::filesystem::create_symlink("old", folder / "link");
    CHECK(report(folder / "link").err.empty());
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(test::contents(folder / "old") == whole);
    CHECK(std::filesystem::status(folder / "old").permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));

    // Before anything is read or probed.
    CHECK(report(folder.path()).err ==
          "fairway: --output: " + folder.path() + " is a directory; expected a file name\n");
    CHECK(report(folder / "no/file").err.starts_with("fairway: --output: cannot create a file in "));
    if (::geteuid() != 0) return;
    REQUIRE(::lchown((folder / "link").c_str(), 65534, 65534) == 0);
    CHECK(report(folder / "link").err ==
          "fairway: --output: " + (folder / "link") + " is a symbolic link of another user, and is not followed\n");
}
