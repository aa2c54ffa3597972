#include "agent/reporting/spool.hpp"

#include "tests/unit/agent/reporting/noon.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace fairway;
using std::chrono::hours;
using test::noon;
using test::scratch_folder;
namespace fs = std::filesystem;

namespace {

clock_reading after_noon(std::chrono::seconds since_noon) {
    return {noon + since_noon, "boot-a", std::chrono::seconds(1000) + since_noon};
}
const clock_reading spool_start = after_noon(std::chrono::seconds(0));

std::string report_text(const std::string& id, std::size_t size = 100) {
    return R"({"run_id":")" + id + R"(","filling":")" + std::string(size, 'x') + "\"}";
}

/// Without waiting for the disk: no test here pulls the plug.
class quick_calls : public file_calls {
  public:
    int sync(int) override { return 0; }
    int sync_folder(const std::string&) override { return 0; }
};

file_calls& plain() {
    static quick_calls calls;
    return calls;
}

/// What would be delivered, in order.
std::vector<std::string> drain(spool& s, const clock_reading& now = spool_start) {
    std::vector<std::string> bodies;
    for (int i = 0; i < 10000; ++i) {
        const auto next = s.oldest(now);
        if (!next) return bodies;
        bodies.push_back(next->body);
        s.sent(next->name);
    }
    FAIL("it never ends");
    return bodies;
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& e : fs::directory_iterator(folder))
        if (e.is_regular_file()) names.push_back(e.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

/// Many tests here lose reports on purpose, and the log says so: nothing for those who run them.
class quiet {
  public:
    quiet() : stderr_(::dup(STDERR_FILENO)) {
        const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        ::dup2(nowhere, STDERR_FILENO);
        ::close(nowhere);
    }
    ~quiet() {
        ::dup2(stderr_, STDERR_FILENO);
        ::close(stderr_);
    }

  private:
    int stderr_;
};

} // namespace

TEST_CASE("reports wait in order, one file a part, also over a restart") {
    const scratch_folder folder;
    const auto where = folder / "state/spool";
    {
        spool s(where, {}, plain(), spool_start);
        CHECK(s.put({report_text("a")}, spool_start) == 1);
        CHECK(s.put({report_text("b1"), report_text("b2"), report_text("b3")}, after_noon(std::chrono::seconds(60))) ==
              3);
        CHECK(s.state().waiting == 4);
        CHECK(names_in(where) == std::vector<std::string>{"00000000000000000001-00001.report",
                                                          "00000000000000000002-00001.report",
                                                          "00000000000000000002-00002.report",
                                                          "00000000000000000002-00003.report", "counters"});
        struct stat info {};
        REQUIRE(::stat((where + "/00000000000000000001-00001.report").c_str(), &info) == 0);
        CHECK((info.st_mode & 07777) == 0600);
        REQUIRE(::stat(where.c_str(), &info) == 0);
        CHECK((info.st_mode & 07777) == 0700);
        // The same until it is sent.
        CHECK(s.oldest(spool_start)->header.run_id == "a");
        CHECK(s.oldest(spool_start)->header.run_id == "a");
    }
    spool s(where, {}, plain(), spool_start);
    CHECK(s.state().waiting == 4);
    const auto first = s.oldest(after_noon(std::chrono::seconds(90)));
    REQUIRE(first);
    CHECK(first->header.run_id == "a");
    CHECK(first->age == std::chrono::seconds(90));
    CHECK(drain(s) ==
          std::vector<std::string>{report_text("a"), report_text("b1"), report_text("b2"), report_text("b3")});
    CHECK(s.state().waiting == 0);
    CHECK(s.state().bytes == 0);
    CHECK(names_in(where) == std::vector<std::string>{"counters"});
}

TEST_CASE("numbers never go backwards, not even where nothing is left") {
    const quiet q;
    const scratch_folder folder;
    std::uint64_t last = 0;
    const auto put_one = [&] {
        spool s(folder.path(), {}, plain(), spool_start);
        s.put({report_text("r")}, spool_start);
        std::uint64_t newest = 0;
        for (const auto& name : names_in(folder.path()))
            if (is_spool_file_name(name)) newest = std::max(newest, sequence_of(name));
        CHECK(newest > last);
        last = newest;
    };
    for (int restart = 0; restart < 3; ++restart) {
        put_one();
        spool s(folder.path(), {}, plain(), spool_start);
        CHECK(drain(s).size() == 1);
    }
    // Without the counters, the reports that wait tell.
    put_one();
    test::write(folder / "counters", "rubbish");
    put_one();
    fs::remove(folder / "counters");
    put_one();
    // And those set aside.
    {
        spool s(folder.path(), {}, plain(), spool_start);
        while (const auto next = s.oldest(spool_start))
            s.refuse(next->name);
    }
    fs::remove(folder / "counters");
    put_one();
}

TEST_CASE("only one process uses a spool") {
    const scratch_folder folder;
    const spool s(folder.path());
    CHECK_THROWS_WITH((spool(folder.path())), doctest::Contains("is in use by another process"));
}

TEST_CASE("limits: the oldest go first, and are counted, also over a restart") {
    const quiet q;
    struct row {
        const char* what;
        spool_limits limits;
        int reports;
        std::size_t size;
        std::vector<int> kept;
        std::uint64_t dropped;
    };
    const spool_limits tight{2500};
    const row rows[] = {
        {"all fit", {}, 5, 100, {0, 1, 2, 3, 4}, 0},
        {"two fit", tight, 5, 900, {3, 4}, 3},
        {"none fits", tight, 2, 5000, {}, 2},
        {"exactly one", spool_limits{1100}, 3, 800, {2}, 2},
        {"too old", spool_limits{64 << 20, std::chrono::seconds(150)}, 5, 100, {2, 3, 4}, 2}, // one a minute
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const scratch_folder folder;
        {
            spool s(folder.path(), r.limits, plain(), spool_start);
            for (int i = 0; i < r.reports; ++i)
                s.put({report_text(std::to_string(i), r.size)}, after_noon(std::chrono::seconds(60 * i)));
            CHECK(s.state().bytes <= r.limits.bytes);
        }
        const auto end = after_noon(std::chrono::seconds(60 * (r.reports - 1)));
        spool s(folder.path(), r.limits, plain(), end);
        CHECK(s.state().counters.dropped == r.dropped);
        std::vector<std::string> expected;
        for (const int n : r.kept)
            expected.push_back(report_text(std::to_string(n), r.size));
        CHECK(drain(s, end) == expected);
    }
}

TEST_CASE("a smaller limit counts from the next start on") {
    const quiet q;
    const scratch_folder folder;
    {
        spool s(folder.path(), {}, plain(), spool_start);
        for (const char* id : {"a", "b", "c"})
            s.put({report_text(id, 1000)}, spool_start);
    }
    spool s(folder.path(), {1500}, plain(), spool_start);
    CHECK(s.state().counters.dropped == 2);
    CHECK(drain(s) == std::vector<std::string>{report_text("c", 1000)});
}

TEST_CASE("parts of a run that lost one are still sent") {
    const quiet q;
    const scratch_folder folder;
    spool s(folder.path(), {2500}, plain(), spool_start);
    // The oldest part goes when the next report comes.
    CHECK(s.put({report_text("a", 800), report_text("b", 800)}, spool_start) == 2);
    CHECK(s.put({report_text("c", 800)}, spool_start) == 1);
    CHECK(drain(s) == std::vector<std::string>{report_text("b", 800), report_text("c", 800)});
    CHECK(s.state().counters.dropped == 1);
}

TEST_CASE("a report that is larger than the spool pushes nothing out, and is not begun") {
    const quiet q;
    const scratch_folder folder;
    spool s(folder.path(), {2500}, plain(), spool_start);
    CHECK(s.put({report_text("a", 800), report_text("b", 800)}, spool_start) == 2);
    CHECK(s.put({report_text("c", 800), report_text("d", 800), report_text("e", 800)}, spool_start) == 0);
    CHECK(s.state().counters.dropped == 3);
    CHECK(s.state().problem == "the report takes 1 MiB, but the whole spool is limited to 1 MiB; raise the limit with "
                               "\"spool\": {\"mebibytes\": …} in agent.json");
    CHECK(names_in(folder.path()).size() == 3); // and the counters
    CHECK(s.put({report_text("f", 100)}, spool_start) == 1);
    CHECK(s.state().problem.empty());
    CHECK(drain(s) == std::vector<std::string>{report_text("a", 800), report_text("b", 800), report_text("f", 100)});
    // To the byte.
    const auto whole = [&] {
        s.put({report_text("g", 800), report_text("h", 800)}, spool_start);
        const auto bytes = s.state().bytes;
        CHECK(drain(s).size() == 2);
        return bytes;
    }();
    for (const int spare : {0, -1}) {
        const scratch_folder other;
        spool tight(other.path(), {whole + static_cast<std::uint64_t>(spare)}, plain(), spool_start);
        CHECK(tight.put({report_text("g", 800), report_text("h", 800)}, spool_start) == (spare == 0 ? 2 : 0));
    }
}

TEST_CASE("what is being sent is dropped last") {
    const quiet q;
    const scratch_folder folder;
    spool s(folder.path(), {2500}, plain(), spool_start);
    s.put({report_text("a", 900)}, spool_start);
    s.put({report_text("b", 900)}, spool_start);
    const auto flying = s.oldest(spool_start);
    s.put({report_text("c", 900)}, spool_start);
    CHECK(s.state().counters.dropped == 1);
    s.sent(flying->name);
    CHECK(drain(s) == std::vector<std::string>{report_text("c", 900)});
    // And where it was dropped all the same, that it was sent changes nothing.
    s.put({report_text("d", 2000)}, spool_start);
    const auto gone = s.oldest(spool_start);
    s.put({report_text("e", 2000)}, spool_start);
    s.sent(gone->name);
    s.refuse(gone->name);
    CHECK(drain(s) == std::vector<std::string>{report_text("e", 2000)});
}

TEST_CASE("a clock that is set does not throw reports away, nor change their order") {
    const scratch_folder folder;
    {
        spool s(folder.path(), {}, plain(), spool_start);
        s.put({report_text("a")}, {noon + hours(24), "boot-a", std::chrono::seconds(100)}); // a day ahead
        s.put({report_text("b")}, {noon, "boot-a", std::chrono::seconds(160)});
    }
    // A reboot with the clock right: "a" is from tomorrow.
    spool s(folder.path(), {}, plain(), {noon + std::chrono::seconds(600), "boot-b", std::chrono::seconds(20)});
    s.put({report_text("c")}, {noon + std::chrono::seconds(700), "boot-b", std::chrono::seconds(120)});
    std::vector<std::int64_t> ages;
    for (int i = 0; i < 3; ++i) {
        const auto next = s.oldest({noon + std::chrono::seconds(1000), "boot-b", std::chrono::seconds(420)});
        REQUIRE(next);
        ages.push_back(next->age.count());
        s.sent(next->name);
    }
    CHECK(ages == std::vector<std::int64_t>{1000, 1000, 300});
    CHECK(s.state().counters.dropped == 0);
}

TEST_CASE("a start sorts out what is in the folder") {
    const quiet q;
    const scratch_folder folder;
    {
        spool s(folder.path(), {}, plain(), spool_start);
        for (const char* id : {"a", "b", "c"})
            s.put({report_text(id)}, spool_start);
    }
    test::write(folder / "00000000000000000007-00001.report.tmp", "half a rep");
    test::write(folder / "counters.tmp", "");
    test::write(folder / "notes of the administrator", "mine");
    test::write(folder / "00000000000000000009-00001.report", "rubbish");
    fs::create_symlink("/etc/passwd", folder / "00000000000000000010-00001.report");
    fs::create_directory(folder / "00000000000000000011-00001.report");
    // Copied under another name: it would come twice.
    fs::copy_file(folder / "00000000000000000001-00001.report", folder / "00000000000000000012-00001.report");

    spool s(folder.path(), {}, plain(), spool_start);
    CHECK(s.state().counters.damaged == 4);
    CHECK(drain(s) == std::vector<std::string>{report_text("a"), report_text("b"), report_text("c")});
    CHECK(names_in(folder.path()) == std::vector<std::string>{"counters", "notes of the administrator"});
    CHECK(fs::exists(folder / "quarantine/00000000000000000009-00001.report"));
    s.put({report_text("d")}, spool_start);
    CHECK(s.oldest(spool_start)->header.sequence > 12);
}

TEST_CASE("the quarantine is bounded") {
    const quiet q;
    const scratch_folder folder;
    spool_limits limits;
    limits.quarantine_files = 3;
    limits.quarantine_bytes = 5000;
    spool s(folder.path(), limits, plain(), spool_start);
    const auto quarantine = folder / "quarantine";
    for (int i = 0; i < 6; ++i) {
        s.put({report_text(std::to_string(i))}, spool_start);
        s.refuse(s.oldest(spool_start)->name);
    }
    CHECK(names_in(quarantine) == std::vector<std::string>{"00000000000000000004-00001.report",
                                                           "00000000000000000005-00001.report",
                                                           "00000000000000000006-00001.report"});
    s.put({report_text("large", 4800)}, spool_start);
    s.refuse(s.oldest(spool_start)->name);
    CHECK(names_in(quarantine) == std::vector<std::string>{"00000000000000000007-00001.report"});
    s.put({report_text("too large", 6000)}, spool_start);
    s.refuse(s.oldest(spool_start)->name);
    CHECK(names_in(quarantine).empty());
    CHECK(s.state().counters.refused == 8);
    CHECK(s.state().waiting == 0);
    CHECK(s.state().bytes == 0);
}

TEST_CASE("a file cut or changed at any byte: the start works, and only that report is lost") {
    const quiet q;
    const scratch_folder folder;
    {
        spool s(folder.path(), {}, plain(), spool_start);
        for (const char* id : {"a", "b", "c"})
            s.put({report_text(id, 10)}, spool_start);
    }
    const auto victim = folder / "00000000000000000002-00001.report";
    const auto whole = test::contents(victim);
    const auto attempt = [&](const std::string& bytes) {
        test::write(victim, bytes);
        const spool first(folder.path(), {}, plain(), spool_start);
        CHECK(first.state().waiting == 2);
        CHECK(!fs::exists(victim));
    };
    for (std::size_t n = 0; n < whole.size(); ++n) {
        CAPTURE(n);
        attempt(whole.substr(0, n));
        auto changed = whole;
        changed[n] = static_cast<char>(changed[n] ^ 0x20);
        attempt(changed);
    }
    // And where it changes while the service runs.
    test::write(victim, whole);
    spool s(folder.path(), {}, plain(), spool_start);
    CHECK(s.state().waiting == 3);
    test::write(victim, whole.substr(0, whole.size() - 1));
    CHECK(drain(s) == std::vector<std::string>{report_text("a", 10), report_text("c", 10)});
    CHECK(s.state().counters.damaged > 0);
}

namespace {

/// Lets one call of many fail, and every one from there on where `for_good`.
class failing_calls : public file_calls {
  public:
    int fail_at = -1; ///< the number of the call; -1: never
    int error = EIO;
    bool for_good = false;
    bool short_writes = false; ///< one byte at a time
    int calls = 0;

    int create(const std::string& path, readable_by who) override {
        return fails() ? -1 : file_calls::create(path, who);
    }
    int open(const std::string& path) override { return fails() ? -1 : file_calls::open(path); }
    std::ptrdiff_t read(int fd, char* into, std::size_t size) override {
        return fails() ? -1 : file_calls::read(fd, into, size);
    }
    std::ptrdiff_t write(int fd, const char* data, std::size_t size) override {
        if (short_writes) size = std::min<std::size_t>(size, 1);
        if (!fails()) return file_calls::write(fd, data, size);
        // As a disk does that fills up: a part of it went through.
        if (size > 1 && error == ENOSPC) return file_calls::write(fd, data, size / 2);
        return -1;
    }
    int sync(int fd) override { return fails() ? -1 : plain().sync(fd); }
    int close(int fd) override {
        const bool failed = fails();
        const int result = file_calls::close(fd);
        if (failed) errno = error;
        return failed ? -1 : result;
    }
    int rename(const std::string& from, const std::string& to) override {
        return fails() ? -1 : file_calls::rename(from, to);
    }
    int remove(const std::string& path) override { return fails() ? -1 : file_calls::remove(path); }
    int sync_folder(const std::string& path) override { return fails() ? -1 : plain().sync_folder(path); }

  private:
    bool fails() {
        const int n = calls++;
        if (fail_at < 0 || (for_good ? n < fail_at : n != fail_at)) return false;
        errno = error;
        return true;
    }
};

} // namespace

TEST_CASE("whichever call fails: the service goes on, and what is delivered is whole, in order and once") {
    const quiet q;
    for (const int error : {EIO, ENOSPC, EINTR, EMFILE, EROFS})
        for (const bool for_good : {false, true}) {
            // EINTR for ever is no disk's doing.
            if (error == EINTR && for_good) continue;
            int last = 1;
            for (int n = 0; n < last; ++n) {
                CAPTURE(error);
                CAPTURE(for_good);
                CAPTURE(n);
                const scratch_folder folder;
                const std::vector<std::string> all{report_text("a"), report_text("b"), report_text("c1"),
                                                   report_text("c2")};
                std::vector<std::string> got;
                failing_calls calls;
                calls.fail_at = n;
                calls.error = error;
                calls.for_good = for_good;
                std::size_t kept = 0;
                {
                    spool s(folder.path(), {}, calls, spool_start);
                    kept += s.put({all[0]}, spool_start);
                    kept += s.put({all[1]}, spool_start);
                    if (const auto next = s.oldest(spool_start)) {
                        got.push_back(next->body);
                        s.sent(next->name);
                    }
                    kept += s.put({all[2], all[3]}, spool_start);
                    CHECK(s.state().counters.dropped + kept >= all.size());
                }
                last = calls.calls;
                // The disk is well again.
                spool s(folder.path(), {}, plain(), spool_start);
                auto rest = drain(s);
                // Where it could not be removed it comes twice; the collector knows it by its number.
                if (!rest.empty() && !got.empty() && rest.front() == got.front()) rest.erase(rest.begin());
                got.insert(got.end(), rest.begin(), rest.end());
                std::vector<std::string> in_order;
                for (const auto& body : all)
                    if (std::find(got.begin(), got.end(), body) != got.end()) in_order.push_back(body);
                CHECK(got == in_order);
                // Nothing that was kept is lost, but for one that could not be read back.
                CHECK(got.size() + 1 >= kept);
                for (const auto& name : names_in(folder.path()))
                    CHECK(!name.ends_with(".tmp"));
                CHECK(s.put({report_text("d")}, spool_start) == 1);
                CHECK(drain(s) == std::vector<std::string>{report_text("d")});
            }
            CHECK(last > 20);
        }
}

TEST_CASE("reports that must not be read are not damaged: they wait until they may") {
    const quiet q;
    for (const int error : {EACCES, EPERM}) {
        const scratch_folder folder;
        failing_calls calls;
        calls.error = error;
        {
            spool s(folder.path(), {}, calls, spool_start);
            CHECK(s.put({report_text("a"), report_text("b")}, spool_start) == 2);
            // While the service runs.
            calls.for_good = true;
            calls.fail_at = calls.calls;
            CHECK(!s.oldest(spool_start));
            CHECK(s.state().unreadable == folder / "00000000000000000001-00001.report: " + std::strerror(error));
            CHECK(s.state().waiting == 2);
            calls.fail_at = -1;
            CHECK(s.oldest(spool_start));
            CHECK(s.state().unreadable.empty());
        }
        {
            // At its start.
            calls.fail_at = calls.calls;
            const spool s(folder.path(), {}, calls, spool_start);
            CHECK(s.state().waiting == 0);
            CHECK(s.state().counters.damaged == 0);
        }
        spool s(folder.path(), {}, plain(), spool_start);
        CHECK(drain(s) == std::vector<std::string>{report_text("a"), report_text("b")});
        CHECK(s.state().counters.damaged == 0);
    }
}

TEST_CASE("a disk that takes a byte at a time") {
    const scratch_folder folder;
    failing_calls calls;
    calls.short_writes = true;
    spool s(folder.path(), {}, calls, spool_start);
    CHECK(s.put({report_text("a")}, spool_start) == 1);
    CHECK(drain(s) == std::vector<std::string>{report_text("a")});
}

TEST_CASE("a full disk: the newest are kept, and it recovers") {
    const quiet q;
    if (::geteuid() != 0) {
        MESSAGE("SKIPPED: a small file system needs root");
        return;
    }
    const scratch_folder mount_point;
    if (::mount("none", mount_point.path().c_str(), "tmpfs", 0, "size=64k") != 0) {
        MESSAGE("SKIPPED: this environment lets not even root mount a tmpfs: " << std::strerror(errno));
        return;
    }
    struct unmounter {
        std::string path;
        ~unmounter() { ::umount2(path.c_str(), MNT_DETACH); }
    } const guard{mount_point.path()};

    const auto folder = mount_point / "spool";
    std::vector<std::string> last;
    {
        spool s(folder, {}, plain(), spool_start);
        for (int i = 0; i < 50; ++i) {
            last.push_back(report_text(std::to_string(i), 5000));
            CHECK(s.put({last.back()}, spool_start) == 1);
        }
        CHECK(s.state().counters.dropped >= 30);
        const auto state = s.state();
        CHECK(state.waiting >= 4);
        CHECK(state.counters.dropped + state.waiting == 50);
    }
    {
        spool s(folder, {}, plain(), spool_start);
        const auto got = drain(s);
        REQUIRE(got.size() >= 4);
        CHECK(std::equal(got.rbegin(), got.rend(), last.rbegin()));
        CHECK(s.state().counters.dropped >= 30);
    }
    spool s(folder, {}, plain(), spool_start);
    CHECK(s.put({report_text("small", 100)}, spool_start) == 1);
    CHECK(s.put({report_text("huge", 100'000)}, spool_start) == 0);
    CHECK(!s.state().problem.empty());
    // Somebody else fills it.
    test::write(mount_point / "other", std::string(200'000, 'x'));
    const auto before = s.state().counters.dropped;
    CHECK(s.put({report_text("no room", 5000)}, spool_start) == 0);
    CHECK(s.state().counters.dropped > before);
    fs::remove(mount_point / "other");
    CHECK(s.put({report_text("room again", 5000)}, spool_start) == 1);
    CHECK(drain(s) == std::vector<std::string>{report_text("room again", 5000)});
}

TEST_CASE("a limit on file sizes (RLIMIT_FSIZE) cuts a write short") {
    const quiet q;
    const scratch_folder folder;
    spool s(folder.path(), {}, plain(), spool_start);
    CHECK(s.put({report_text("a", 100)}, spool_start) == 1);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const auto old = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{2000, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
    const auto kept = s.put({report_text("b", 5000)}, spool_start);
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old);
    CHECK(kept == 0);
    CHECK(s.put({report_text("c", 5000)}, spool_start) == 1);
    CHECK(drain(s) == std::vector<std::string>{report_text("a", 100), report_text("c", 5000)});
    for (const auto& name : names_in(folder.path()))
        CHECK(!name.ends_with(".tmp"));
}
