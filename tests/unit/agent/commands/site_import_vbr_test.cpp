#include "support/system/file.hpp"
#include "tests/golden.hpp"
#include "tests/has.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/inventory/vbr_samples.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace fairway;
using test::has;

namespace {

test::call_result import_with(arguments args, const std::string& answers = "", bool terminal = false) {
    args.insert(args.begin(), {"site", "import"});
    return test::call(args, answers, terminal);
}

} // namespace

TEST_CASE("help of the imports of inventories") {
    for (const std::string command : {"vbr", "vbr-json"}) {
        const auto r = import_with({command, "--help"});
        CHECK(r.status == exit_status::ok);
        check_golden("site/help-import-" + command + ".txt", r.out);
        CHECK(test::call({"help", "site", "import", command}).out == r.out);
        CHECK(test::call({"site", "help", "import", command}).out == r.out);
    }
}

TEST_CASE("vbr and vbr-json are commands, and files of these names can be imported") {
    const test::scratch_folder folder;
    for (const auto* name : {"vbr", "vbr-json"}) {
        const auto path = folder / name;
        test::write(path, "name,address,roles\nweb01,,agent-linux\n");
        const auto r = import_with({path});
        CHECK(r.status == exit_status::ok);
        CHECK(has(r.out, "\"web01\""));
    }
    CHECK(has(import_with({"vbr"}).err, "--server HOST is required"));
    CHECK(has(import_with({"vbr-json"}).err, "which directory or file?"));
    // What only begins like one is a file that there is not.
    CHECK(has(import_with({"vbr-"}).err, "vbr-: cannot be opened"));
    CHECK(has(import_with({"--map", "x=agent-linux", "vbr"}).err, "vbr: cannot be opened"));
}

TEST_CASE("calls of site import vbr that cannot work, told before anybody is asked") {
    const std::string mark = "SHA256:" + std::string(64, 'a');
    struct row {
        arguments args;
        std::string err;
    };
    const row rows[] = {
        {{"vbr", "--server", "a b"}, "fairway: --server: expected HOST or HOST:PORT, found \"a b\"\n"},
        {{"vbr", "--server", "https://vbr01"},
         "fairway: --server: expected HOST or HOST:PORT, found \"https://vbr01\"\n"},
        {{"vbr", "--server", "vbr01:0"}, "fairway: --server: expected HOST or HOST:PORT, found \"vbr01:0\"\n"},
        {{"vbr", "--server", "vbr01", "--fingerprint", "12:34"},
         "fairway: --fingerprint: expected SHA256: and 64 hexadecimal digits, as this command shows them without "
         "--fingerprint\n"},
        {{"vbr", "--server", "vbr01", "--fingerprint", mark, "--api-version", "1.3\r\nX: y"},
         "fairway: --api-version: expected a revision such as 1.3-rev1\n"},
        {{"vbr", "--server", "vbr01", "--fingerprint", mark, "--matrix", "/nonexistent.json"},
         "fairway: /nonexistent.json: cannot be opened: No such file or directory\n"},
        {{"vbr", "--server", "vbr01", "--fingerprint", mark, "--force"},
         "fairway: --force: has no effect without --output FILE\n"},
        {{"vbr", "--server", "vbr01", "--fingerprint", mark, "--user-file", "/nonexistent"},
         "fairway: /nonexistent: cannot be opened: No such file or directory\n"},
        {{"vbr", "--server", "vbr01", "--fingerprint", mark, "--user-file", "prompt"},
         "fairway: --user-file: standard input is not a terminal, so nobody can be asked; give a file with one line "
         "USER:PASSWORD that only you can read (a file of the name prompt is ./prompt)\n"},
        {{"vbr", "--server", "vbr01", "--fingerprint", mark},
         "fairway: --user-file FILE is required, or --user-file prompt to be asked\nTry: fairway site import vbr "
         "--help\n"},
        {{"vbr", "--password", "x"}, "fairway: unknown option --password\nTry: fairway site import vbr --help\n"},
    };
    for (const auto& r : rows) {
        const auto got = import_with(r.args);
        CHECK(got.status == exit_status::usage);
        CHECK(got.out == "");
        CHECK(got.err == r.err);
    }
    const auto silent =
        import_with({"vbr", "--server", "vbr01", "--fingerprint", mark, "--user-file", "prompt"}, "admin\n\n", true);
    CHECK(silent.status == exit_status::usage);
    CHECK(has(silent.err, "User: Password: \nfairway: --user-file: no user or no password was typed\n"));
}

TEST_CASE("a site file from saved answers, and what is said of it") {
    const test::scratch_folder folder;
    for (const auto& [name, text] : test::vbr_samples())
        test::write(folder / (name + ".json"), text);
    const auto r = import_with({"vbr-json", folder.path()});
    CHECK(r.status == exit_status::ok);
    check_golden("site/import-vbr.json", r.out);
    check_golden("site/import-vbr.txt", r.err);
    CHECK(has(import_with({"vbr-json", folder.path(), "--matrix", "veeam-agents"}).out,
              "\"matrices\": [\"veeam-agents\"],\n"));

    test::write(folder / "managedServers.json", "[1]");
    const auto wrong = import_with({"vbr-json", folder.path()});
    CHECK(wrong.status == exit_status::usage);
    CHECK(has(wrong.err, "managedServers.json: /data: expected a list of entities"));
    const auto none = import_with({"vbr-json", "-"}, "");
    CHECK(none.status == exit_status::usage);
}

TEST_CASE("an inventory without a host is no site") {
    const test::scratch_folder folder;
    test::write(folder / "x.json", R"({"schema": "fairway-vbr-inventory/1", "serverInfo": {}, "managedServers": [],
                                       "repositories": []})");
    const auto r = import_with({"vbr-json", folder / "x.json"});
    CHECK(r.status == exit_status::usage);
    CHECK(r.out == "");
    CHECK(has(r.err, "no server is the backup server"));
    CHECK(has(r.err,
              "fairway: the inventory has no host with a role of veeam-agents@2026-04-16, veeam-backup@2026-05-26\n"));
}
