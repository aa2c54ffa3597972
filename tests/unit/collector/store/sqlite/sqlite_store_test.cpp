#include "collector/store/sqlite/sqlite_store.hpp"

#include "../folder.hpp"
#include "../sample_parts.hpp"
#include "../store_contract.hpp"
#include "support/system/file_lock.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <thread>

using namespace fairway;
using namespace fairway::collector;
using namespace fairway::collector::samples;

namespace {

std::string what_of(const std::function<void()>& f) {
    try {
        f();
    } catch (const store_error& e) {
        return e.what();
    }
    return "nothing was thrown";
}

bool has(const std::string& text, const std::string& part) {
    CAPTURE(text);
    return text.find(part) != std::string::npos;
}

std::vector<reported_finding> many(int n, bool well) {
    std::vector<reported_finding> all;
    for (int i = 0; i < n; ++i)
        all.push_back(well ? good("flow " + std::to_string(i), "vbr01") : bad("flow " + std::to_string(i), "vbr01"));
    return all;
}

} // namespace

TEST_CASE("the SQLite store does what every store does") {
    const folder f;
    check_store_contract([&](const std::string& tenant) { return open_sqlite_store(f / "fairway.db", tenant); });
}

TEST_CASE("the SQLite store agrees with the model") {
    for (const unsigned seed : {1u, 2u, 3u}) {
        const folder f;
        check_store_against_model(
            [&](const std::string& tenant) { return open_sqlite_store(f / "fairway.db", tenant); }, seed, 1500);
    }
}

TEST_CASE("files") {
    const folder f;
    SUBCASE("are their owner's alone") {
        std::ofstream(f / "old.db").close();
        ::chmod((f / "old.db").c_str(), 0644);
        for (const char* name : {"new.db", "old.db"}) {
            const auto s = open_sqlite_store(f / name);
            s->check_writable();
            for (const char* suffix : {"", "-wal", "-shm"}) {
                struct stat info {};
                REQUIRE(::stat((f / name + suffix).c_str(), &info) == 0);
                CHECK((info.st_mode & 0777) == 0600);
            }
        }
    }
    SUBCASE("in no directory") {
        CHECK(has(what_of([&] { open_sqlite_store(f / "missing/fairway.db"); }), "No such file or directory"));
        CHECK(!std::filesystem::exists(f / "missing"));
    }
    SUBCASE("a directory") {
        CHECK(what_of([&] { open_sqlite_store(f / "."); }) != "nothing was thrown");
    }
    SUBCASE("a name that SQLite would take for something else") {
        CHECK(has(what_of([&] { open_sqlite_store(""); }), "no file name"));
        const auto s = open_sqlite_store(f / "file:x?mode=memory");
        CHECK(std::filesystem::exists(f / "file:x?mode=memory"));
    }
    SUBCASE("no database") {
        std::ofstream(f / "x.db") << std::string(5000, 'x');
        CHECK(has(what_of([&] { open_sqlite_store(f / "x.db"); }), "x.db is not an SQLite database"));
    }
    SUBCASE("another program's") {
        std::ofstream(f / "x.db").close();
        connection(f / "x.db", access::write).exec("CREATE TABLE music (title)");
        CHECK(has(what_of([&] { open_sqlite_store(f / "x.db"); }), "is another program's database"));
    }
    SUBCASE("damaged") {
        {
            const auto s = open_sqlite_store(f / "x.db");
            const auto id = new_prober(*s, "a");
            s->ingest({incoming(id, whole("r1", many(500, true)), noon)});
        }
        const auto size = std::filesystem::file_size(f / "x.db");
        std::fstream file(f / "x.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096);
        file << std::string(size - 4096, '\xA5');
        file.close();
        CHECK(has(what_of([&] {
                      const auto s = open_sqlite_store(f / "x.db");
                      s->flows({}, {});
                  }),
                  "is damaged"));
    }
    SUBCASE("cut at every page") {
        {
            const auto s = open_sqlite_store(f / "x.db");
            const auto id = new_prober(*s, "a");
            s->ingest({incoming(id, whole("r1", many(50, true)), noon)});
        }
        const auto size = std::filesystem::file_size(f / "x.db");
        for (std::uintmax_t keep = 512; keep < size; keep += 4096) {
            CAPTURE(keep);
            std::filesystem::copy_file(f / "x.db", f / "cut.db", std::filesystem::copy_options::overwrite_existing);
            std::filesystem::resize_file(f / "cut.db", keep);
            CHECK(what_of([&] {
                      const auto s = open_sqlite_store(f / "cut.db");
                      s->flows({}, {});
                      s->probers({}, {});
                      s->back_up(f / "copy.db");
                  }) != "nothing was thrown");
            std::filesystem::remove(f / "cut.db-wal");
            std::filesystem::remove(f / "cut.db-shm");
        }
    }
}

TEST_CASE("migrations") {
    const folder f;
    const auto file = f / "x.db";
    auto steps = migration_texts();
    REQUIRE(!steps.empty());
    for (std::size_t i = 0; i < steps.size(); ++i) // numbered without a gap
        CHECK(std::stoul(std::string(steps[i].name.substr(0, 4))) == i + 1);

    const auto version = [&] {
        connection c(file, access::read);
        query q(c, "SELECT max(version), count(*) FROM schema_version");
        q.next();
        const auto newest = q.number();
        CHECK(newest == q.number());
        return static_cast<std::size_t>(newest);
    };
    { sqlite_store(file, "default", steps); }
    CHECK(version() == steps.size());
    const auto shipped = steps.size();

    SUBCASE("a further one is applied once") {
        steps.push_back({"0099_more.sql", "CREATE TABLE more (x INTEGER) STRICT; INSERT INTO more VALUES (1);"});
        { sqlite_store(file, "default", steps); }
        { sqlite_store(file, "default", steps); }
        CHECK(version() == shipped + 1);
        connection c(file, access::read);
        query q(c, "SELECT count(*) FROM more");
        REQUIRE(q.next());
        CHECK(q.number() == 1);
    }
    SUBCASE("half of one cannot be") {
        const char* broken = nullptr;
        SUBCASE("a mistake at its end") {
            broken = "CREATE TABLE more (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);";
        }
        SUBCASE("no SQL") {
            broken = "CREATE TABLE more (x INTEGER) STRICT; what";
        }
        steps.push_back({"0099_broken.sql", broken});
        const auto said = what_of([&] { sqlite_store(file, "default", steps); });
        CHECK(has(said, "could not be migrated to schema " + std::to_string(shipped + 1) + " (0099_broken.sql)"));
        CHECK(version() == shipped);
        connection c(file, access::read);
        query q(c, "SELECT count(*) FROM sqlite_schema WHERE name = 'more'");
        REQUIRE(q.next());
        CHECK(q.number() == 0);
        steps.pop_back();
        CHECK(sqlite_store(file, "default", steps).probers({}, {}).rows.empty()); // and it goes on as before
    }
    SUBCASE("one that ends its transaction is refused") {
        steps.push_back({"0099_commit.sql", "CREATE TABLE more (x INTEGER) STRICT; COMMIT;"});
        CHECK(has(what_of([&] { sqlite_store(file, "default", steps); }), "ended its transaction"));
        CHECK(version() == shipped);
    }
    SUBCASE("a database of the first version is brought up with all that is in it") {
        const auto old = f / "old.db";
        {
            sqlite_store s(old, "default", steps);
            s.ingest({incoming(new_prober(s, "a"), whole("r1", {bad("f1", "vbr01"), good("f2", "vbr01")}), noon)});
        }
        connection(old, access::write)
            .exec("DROP TABLE setting; DROP TABLE prober_machine; ALTER TABLE prober DROP COLUMN shared_at;"
                  "DROP INDEX flow_state_by_count; ALTER TABLE prober_report DROP COLUMN unseen;"
                  "ALTER TABLE flow_state DROP COLUMN weight; ALTER TABLE transition DROP COLUMN by_page;"
                  "DELETE FROM schema_version WHERE version > 1");
        sqlite_store s(old, "default", steps);
        const auto all = s.overview({}, noon);
        REQUIRE(all.hosts.size() == 1);
        REQUIRE(all.states.size() == 2);
        CHECK(all.flows[all.states[0].flow].id == "f1");
        CHECK(all.states[0].counts_as == outcome::fail);
        CHECK(all.states[1].counts_as == outcome::pass);
        CHECK(s.flows({}, {}).rows.size() == 2);
        CHECK(s.setting("clock") == utc_time(s.audit({}).rows.front().at)); // the last time that is known of
        connection c(old, access::read);
        query q(c, "SELECT max(version) FROM schema_version");
        REQUIRE(q.next());
        CHECK(static_cast<std::size_t>(q.number()) == shipped);
    }
    SUBCASE("a newer database is refused, and stays as it is") {
        steps.push_back({"0099_more.sql", "CREATE TABLE more (x INTEGER) STRICT;"});
        { sqlite_store(file, "default", steps); }
        const auto said = what_of([&] { open_sqlite_store(file); });
        CHECK(has(said, "has schema " + std::to_string(shipped + 1) + ", and this program only knows up to " +
                            std::to_string(shipped)));
        CHECK(version() == shipped + 1);
    }
    SUBCASE("two at once") {
        const auto other = f / "y.db";
        std::atomic<int> opened{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                const auto s = open_sqlite_store(other);
                s->check_writable();
                ++opened;
            });
        for (auto& t : threads)
            t.join();
        CHECK(opened == 4);
    }
}

TEST_CASE("a report that says nothing new touches one row") {
    const folder f;
    sqlite_store s(f / "x.db", "default", migration_texts());
    const auto id = new_prober(s, "web01");
    s.ingest({incoming(id, whole("r1", many(60, true)), noon)});
    auto before = s.rows_written();
    s.ingest({incoming(id, whole("r2", many(60, true)), noon + 5min)});
    CHECK(s.rows_written() - before == 1);

    before = s.rows_written();
    s.ingest({incoming(id, whole("r2", many(60, true)), noon + 5min)});        // again
    s.ingest({incoming(id, whole("r0", many(50, true)), noon + 6min, 30min)}); // older
    s.confirm_credential(id, sha256_hex("credential web01"));
    CHECK(s.rows_written() - before == 0);

    // Also of a large run: every part that says nothing new.
    for (unsigned i = 1; i <= 3; ++i)
        s.ingest(
            {incoming(id, piece("r3", i, 3, {good("f", "t" + std::to_string(i))}, {"t1", "t2", "t3"}), noon + 10min)});
    before = s.rows_written();
    for (unsigned i = 1; i <= 3; ++i)
        s.ingest(
            {incoming(id, piece("r4", i, 3, {good("f", "t" + std::to_string(i))}, {"t1", "t2", "t3"}), noon + 15min)});
    CHECK(s.rows_written() - before == 3);
}

TEST_CASE("a full disk") {
    const folder f;
    sqlite_store s(f / "x.db", "default", migration_texts());
    const auto id = new_prober(s, "web01");
    s.ingest({incoming(id, whole("r1", many(60, true)), noon)});
    const auto flows = s.flows({}, {"", 1000}).rows.size();
    s.limit_size(4);
    std::vector<incoming_part> batch = {incoming(id, whole("r2", {bad("flow 1", "vbr01")}), noon + 5min),
                                        incoming(id, whole("r3", many(5000, false)), noon + 10min)};
    for (int i = 0; i < 3; ++i)
        CHECK(has(what_of([&] { s.ingest(batch); }), "no space left"));
    // Nothing of the batch was kept, and reading goes on.
    CHECK(s.flows({}, {"", 1000}).rows.size() == flows);
    CHECK(s.prober(id)->counts.pass == 60);
    CHECK(s.prober(id)->observed_at == noon);
    CHECK(s.transitions({}, {}).rows.empty());
    CHECK(s.history(1, noon).back().changed == 0);
    // Small things still find room; and with more of it, all is as if nothing had been.
    s.ingest({incoming(id, whole("r1b", many(60, true)), noon + 1min)});
    s.limit_size(100000);
    const auto results = s.ingest(batch);
    CHECK(results[0].outcome == ingested::result::stored);
    CHECK(results[1].changed == 4999); // flow 1 was blocked already
    CHECK(s.prober(id)->counts.fail == 5000);
}

TEST_CASE("a full file system (root only)") {
    const folder f;
    bool mounted = false;
    // Only this thread sees the small file system, and it goes with the thread.
    std::thread([&] {
        if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("tmpfs", (f / ".").c_str(), "tmpfs", 0, "size=4m") != 0)
            return;
        mounted = true;
        const auto s = open_sqlite_store(f / "x.db");
        const auto id = new_prober(*s, "web01");
        s->ingest({incoming(id, whole("r1", many(60, true)), noon)});
        {
            // In ever smaller pieces, to the last byte.
            std::ofstream ballast(f / "ballast", std::ios::binary);
            for (const std::size_t size : {65536, 4096, 1})
                for (int i = 0;
                     i < 5000 &&
                     ballast.write(std::string(size, 'x').data(), static_cast<std::streamsize>(size)).flush();
                     ++i) {
                }
        }
        const std::vector<incoming_part> batch = {incoming(id, whole("r2", many(60, false)), noon + 5min)};
        for (int i = 0; i < 3; ++i) {
            CHECK(has(what_of([&] { s->ingest(batch); }), "no space left"));
            CHECK(s->prober(id)->counts.pass == 60);
            CHECK(s->transitions({}, {}).rows.empty());
        }
        CHECK(has(what_of([&] { s->check_writable(); }), "no space left"));
        CHECK(has(what_of([&] { s->back_up(f / "copy.db"); }), "space"));
        CHECK(!std::filesystem::exists(f / "copy.db"));
        std::filesystem::remove(f / "ballast");
        s->check_writable();
        CHECK(s->ingest(batch).front().transitions.size() == 60);
        CHECK(open_sqlite_store(f / "x.db")->prober(id)->counts.fail == 60);
    }).join();
    if (!mounted) MESSAGE("skipped: only root may mount a small file system");
}

TEST_CASE("a backup") {
    const folder f;
    const auto s = open_sqlite_store(f / "x.db");
    const auto id = new_prober(*s, "web01");
    s->ingest({incoming(id, whole("r1", many(60, true)), noon)});
    s->back_up(f / "copy.db");
    struct stat info {};
    REQUIRE(::stat((f / "copy.db").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    s->ingest({incoming(id, whole("r2", many(10, true)), noon + 5min)});
    const auto copy = open_sqlite_store(f / "copy.db");
    CHECK(copy->prober(id)->counts.pass == 60);
    CHECK(s->prober(id)->counts.pass == 10);
    // The copy goes on by itself.
    CHECK(copy->ingest({incoming(id, whole("r2", many(60, false)), noon + 5min)}).front().transitions.size() == 60);

    CHECK(has(what_of([&] { s->back_up(f / "copy.db"); }), "already exists"));
    CHECK(has(what_of([&] { s->back_up(f / "missing/copy.db"); }), "cannot create the backup"));
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(f / "."))
        if (entry.path().string().find(".tmp") != std::string::npos) ++files;
    CHECK(files == 0);
}

TEST_CASE("settings: of one tenant each, and the last one counts") {
    const folder f;
    const auto s = open_sqlite_store(f / "x.db"), other = open_sqlite_store(f / "x.db", "other");
    CHECK(!s->setting("a"));
    s->put_setting("a", "1");
    s->put_setting("b", "");
    s->put_setting("a", "2");
    CHECK(s->setting("a") == "2");
    CHECK(s->setting("b") == "");
    CHECK(!other->setting("a"));
}

TEST_CASE("forgetting takes many steps") {
    const folder f;
    sqlite_store s(f / "x.db", "default", migration_texts());
    const auto id = new_prober(s, "web01");
    for (int i = 0; i < 3; ++i)
        s.ingest({incoming(id, whole("r" + std::to_string(i), many(6000, i % 2 == 0)), noon + i * 5min)});
    store::retention r;
    r.transitions = std::chrono::hours(24);
    CHECK(s.forget(r, noon + 48h) == 12000);
    CHECK(s.transitions({}, {}).rows.empty());
    CHECK(s.prober(id)->counts.pass == 6000);
}

TEST_CASE("many read while one writes, and another process does") {
    const folder f;
    const auto s = open_sqlite_store(f / "x.db");
    const auto other = open_sqlite_store(f / "x.db"); // as the command line beside the server
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i)
        ids.push_back(new_prober(*s, "web0" + std::to_string(i)));
    constexpr int rounds = 60;
    constexpr int flows = 20;
    std::atomic<bool> done{false};
    std::atomic<int> torn{0};
    std::atomic<int> looks{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 6; ++i)
        readers.emplace_back([&, i] {
            auto& mine = i % 2 ? *s : *other;
            do {
                // A run is all good or all bad: never half of each.
                const auto p = mine.prober(ids[static_cast<std::size_t>(i) % ids.size()]);
                if (p->counts.pass != 0 && p->counts.fail != 0) ++torn;
                const auto rows = mine.flows({"", ids[0], "", "", "", "", false}, {}).rows;
                for (const auto& row : rows)
                    if (row.finding != rows.front().finding) ++torn;
                mine.transitions({}, {});
                mine.sites(noon);
                ++looks;
            } while (!done);
        });
    std::thread commands([&] {
        for (int i = 0; i < 20; ++i)
            other->create_token(sha256_hex("extra" + std::to_string(i)), "hq", 1, 1h, "anna", noon);
    });
    for (int i = 0; i < rounds; ++i) {
        std::vector<incoming_part> batch;
        for (const auto& id : ids)
            batch.push_back(incoming(id, whole("r" + std::to_string(i), many(flows, i % 2 == 0)), noon + i * 1min));
        s->ingest(batch);
    }
    commands.join();
    done = true;
    for (auto& t : readers)
        t.join();
    CHECK(torn == 0);
    CHECK(looks >= 6);
    std::size_t transitions = 0;
    std::string cursor;
    for (auto next = s->events_after(cursor, 1000); !next.empty(); next = s->events_after(cursor, 1000)) {
        transitions += next.size();
        cursor = next.back().cursor;
    }
    CHECK(transitions == (rounds - 1) * flows * 4);
    CHECK(s->tokens(noon).size() == 24);
}

TEST_CASE("a database that is deleted, moved or replaced while it is open takes nothing more") {
    const folder f;
    const auto s = open_sqlite_store(f / "x.db");
    const auto id = new_prober(*s, "web01");
    s->ingest({incoming(id, whole("r1", many(3, true)), noon)});
    const std::vector<incoming_part> next{incoming(id, whole("r2", many(3, false)), noon + 5min)};
    const auto refused = [&] {
        const auto said = what_of([&] { s->ingest(next); });
        CHECK(what_of([&] { s->check_writable(); }) == said);
        return said;
    };

    std::filesystem::rename(f / "x.db", f / "y.db");
    CHECK(has(refused(), "x.db was deleted or moved while the collector was running"));
    std::filesystem::copy_file(f / "y.db", f / "x.db");
    CHECK(has(refused(), "x.db was replaced while"));
    std::filesystem::rename(f / "y.db", f / "x.db"); // the way back
    s->check_writable();

    std::filesystem::rename(f / "x.db-wal", f / "log");
    CHECK(has(refused(), "x.db-wal was deleted or moved"));
    std::filesystem::rename(f / "log", f / "x.db-wal");
    s->check_writable();
    CHECK(s->ingest(next).front().outcome == ingested::result::duplicate); // it was kept, and only not promised

    std::filesystem::remove(f / "x.db");
    CHECK(has(refused(), "put a backup in place of fairway.db"));
}

TEST_CASE("what a killed backup has left goes with the next one, and nothing else") {
    const folder f;
    const auto s = open_sqlite_store(f / "x.db");
    const char* const gone[] = {".fairway-backup-1.tmp", ".fairway-backup-4194304.tmp",
                                ".fairway-backup-77.tmp-journal"};
    const char* const others[] = {".fairway-backup-.tmp", ".fairway-backup-1.tmp.gz", "fairway-backup-1.tmp",
                                  "copy.db.tmp-1",        ".fairway-backup-x.tmp",    "x.tmp"};
    for (const auto* name : gone)
        std::ofstream(f / name) << "half a database";
    for (const auto* name : others)
        std::ofstream(f / name) << "somebody's";
    {
        const auto another = file_lock::take_folder(f / "."); // which is still at it
        s->back_up(f / "first.db");
        for (const auto* name : gone)
            CHECK(std::filesystem::exists(f / name));
    }
    s->back_up(f / "second.db");
    for (const auto* name : gone)
        CHECK(!std::filesystem::exists(f / name));
    for (const auto* name : others)
        CHECK(std::filesystem::exists(f / name));
}
