#include "agent/service/outbox.hpp"

#include "agent/reporting/identity.hpp"
#include "support/text_file.hpp"
#include "tests/platform.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"
#include "tests/unit/agent/sample_report.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>

using namespace fairway;

namespace {

/// An enrolled state folder, and what an outbox of it says. Nothing is sent: no outbox here is started.
struct enrolled_folder {
    enrolled_folder() {
        configure_log(log_format::text, log_level::error);
        config.state = folder.path();
        config.spool_mebibytes = 1;
        save_identity(folder.path(), who);
        write_file_atomically(authority_file(folder.path()), "an authority");
    }
    ~enrolled_folder() { configure_log(log_format::text, log_level::info); }

    outbox open() {
        return {config, [this](const collector_status& c, const spool_status& s) {
                    collector = c;
                    spool = s;
                }};
    }

    test::scratch_folder folder;
    identity who{"https://127.0.0.1:1", "p1", std::string(32, 'c'), std::string(64, 'a'), "", wall_time()};
    service_config config;
    collector_status collector;
    spool_status spool;
};

/// The events that are logged while `what` is done, one a line.
std::string logged(const std::function<void()>& what) {
    std::string events;
    redirect_log([&](log_level, std::string_view event, const std::string&) { events += std::string(event) + "\n"; });
    what();
    redirect_log({});
    return events;
}

} // namespace

TEST_CASE("an outbox fits as long as it was made of what is there") {
    struct row {
        const char* what;
        bool fits;
        void (*change)(enrolled_folder&);
    };
    const row rows[] = {
        {"nothing", true, [](enrolled_folder&) {}},
        {"a credential, which the reporter changes itself", true,
         [](enrolled_folder& f) {
             f.who.next_credential = std::string(64, 'b');
             save_identity(f.folder.path(), f.who);
         }},
        {"the collector", false,
         [](enrolled_folder& f) {
             f.who.collector = "https://127.0.0.1:2";
             save_identity(f.folder.path(), f.who);
         }},
        {"the authority", false,
         [](enrolled_folder& f) { write_file_atomically(authority_file(f.folder.path()), "another authority"); }},
        {"the proxy", false, [](enrolled_folder& f) { f.config.proxy = "none"; }},
        {"no identity", false, [](enrolled_folder& f) { std::filesystem::remove(identity_file(f.folder.path())); }},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        enrolled_folder f;
        const auto box = f.open();
        CHECK(box.why_local().empty());
        CHECK(!box.broken());
        CHECK(f.collector.url == "https://127.0.0.1:1");
        r.change(f);
        CHECK(box.still_fits(f.config) == r.fits);
    }
}

TEST_CASE("to be enrolled and unable to report is not the same as not to be enrolled") {
    struct row {
        const char* what;
        const char* why;
        bool broken;
        void (*change)(enrolled_folder&);
    };
    const row rows[] = {
        {"not enrolled", "not enrolled", false,
         [](enrolled_folder& f) { std::filesystem::remove(identity_file(f.folder.path())); }},
        {"damaged", "not valid JSON", true,
         [](enrolled_folder& f) { write_file_atomically(identity_file(f.folder.path()), "{", readable_by::owner); }},
        {"readable by others", "other users can read", true,
         [](enrolled_folder& f) { test::let_others_read(identity_file(f.folder.path())); }},
        {"begun", "not finished", true,
         [](enrolled_folder& f) {
             f.who.prober.clear();
             save_identity(f.folder.path(), f.who);
         }},
        {"no spool", "reports cannot be saved", true,
         [](enrolled_folder& f) { test::write(spool_folder(f.folder.path()), "a file"); }},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        enrolled_folder f;
        r.change(f);
        const auto box = f.open();
        CHECK(box.broken() == r.broken);
        CHECK(box.why_local().find(r.why) != std::string::npos);
        CHECK(f.collector.why_none == box.why_local());
        CHECK(f.collector.url.empty());
        CHECK(!box.still_fits(f.config));
    }
}

TEST_CASE("a report that is not kept is told at once, and one that is kept as well") {
    enrolled_folder f;
    configure_log(log_format::text, log_level::info);
    auto box = f.open();
    auto r = test::sample_report();
    CHECK(logged([&] { box.put(r); }) == "report saved\n");
    CHECK(f.spool.files == 1);
    CHECK(f.spool.problem.empty());
    r.host = std::string(2 * 1024 * 1024, 'x');
    CHECK(logged([&] { box.put(r); }) == "report not saved\n");
    CHECK(f.spool.files == 1);
    CHECK(f.spool.dropped >= 1);
    CHECK(f.spool.problem.find("the whole spool is limited to 1 MiB") != std::string::npos);
    configure_log(log_format::text, log_level::error);
    box.put(test::sample_report());
    CHECK(f.spool.files == 2);
    CHECK(f.spool.problem.empty());
}

TEST_CASE("a delivery ends when it may not go on") {
    enrolled_folder f;
    auto box = f.open();
    box.put(test::sample_report());
    int asked = 0;
    const auto before = std::chrono::steady_clock::now();
    CHECK(!box.deliver(std::chrono::seconds(60), [&] { return ++asked < 3; }));
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(30));
    CHECK(asked == 3);
    CHECK(!box.deliver(std::chrono::milliseconds(1), [] { return true; }));
}
