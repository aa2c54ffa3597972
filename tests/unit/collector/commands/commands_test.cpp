#include "collector/commands/command.hpp"
#include "collector/commands/table.hpp"
#include "collector/data_directory.hpp"
#include "collector/password.hpp"
#include "collector/store/sqlite/sqlite_store.hpp"
#include "collector/time_keeper.hpp"
#include "support/secret.hpp"
#include "support/system/file.hpp"
#include "support/system/file_lock.hpp"
#include "support/text_file.hpp"
#include "tests/golden.hpp"
#include "tests/unit/collector/store/folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <sys/stat.h>

using namespace fairway;
using namespace fairway::collector;

namespace {

struct result {
    int status = 0;
    std::string out, err;
};

/// Runs `fairway-collector ARGS` as main() does.
result run(const arguments& args) {
    std::istringstream in;
    std::ostringstream out, err;
    result r;
    try {
        r.status = run_command_line(collector_program(), args, {in, out, err});
    } catch (const std::exception& e) {
        r.status = exit_status::broken;
        err << e.what();
    }
    return {r.status, out.str(), err.str()};
}

/// What stands behind a word in a text, up to a space or the end of the line.
std::string after(const std::string& text, const std::string& word) {
    const auto at = text.find(word);
    if (at == std::string::npos) return {};
    const auto from = text.find_first_not_of(" \n", at + word.size());
    return text.substr(from, text.find_first_of(" \n,", from) - from);
}

mode_t mode_of(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777 : 0;
}

} // namespace

TEST_CASE("init makes a folder that works, and says what to do next") {
    const folder place;
    const data_directory data(place / "data");
    const auto r = run({"init", "--data", data.path() + "/", "--name", "collector.example,10.0.0.1"});
    CAPTURE(r.err);
    REQUIRE(r.status == exit_status::ok);
    CHECK(mode_of(data.path()) == 0700);
    for (const auto& secret : {data.authority_key(), data.server_key(), data.database()}) {
        CAPTURE(secret);
        CHECK(mode_of(secret) == 0600);
    }
    CHECK(!data.missing());
    CHECK(read_certificate(data.identity().chain).names ==
          std::vector<std::string>{"collector.example", "10.0.0.1", "localhost", "127.0.0.1", "::1"});
    const auto admin = data.open_store()->account("admin");
    REQUIRE(admin);
    CHECK(admin->role == account_role::admin);
    CHECK(is_password(after(r.out, "Password"), admin->password));
    CHECK(after(r.out, "--collector") == "https://collector.example:9440");
    CHECK(after(r.out, "--ca-fingerprint") == data.ca_fingerprint());
    CHECK(r.out.find("fairway-collector serve --data " + data.path() + "\n") != std::string::npos);

    const auto again = run({"init", "--data", data.path()});
    CHECK(again.status == exit_status::usage);
    CHECK(again.err.find("nothing was changed") != std::string::npos);
    CHECK(data.open_store()->account("admin")->password == admin->password);
}

TEST_CASE("init leaves alone what is not its own, and starts over where it was interrupted") {
    const folder place;
    write_file_atomically(place / "letter.txt", "dear");
    CHECK(run({"init", "--data", place / ""}).status == exit_status::usage);
    CHECK(*read_text_file(place / "letter.txt").value == "dear");
    CHECK(run({"init", "--data", place / "letter.txt"}).status == exit_status::usage);
    CHECK(run({"init", "--data", place / "no/such/parent"}).status == exit_status::usage);

    const data_directory data(place / "data");
    REQUIRE(run({"init", "--data", data.path()}).status == exit_status::ok);
    const auto before = data.ca_fingerprint();
    write_file_atomically(data.unfinished(), "");
    write_file_atomically(data.database(), "half a database");
    const auto refused = run({"serve", "--data", data.path()});
    CHECK(refused.status == exit_status::usage);
    CHECK(refused.err.find("run it again") != std::string::npos);
    const auto again = run({"init", "--data", data.path()});
    CHECK(again.status == exit_status::ok);
    CHECK(again.err.find("starting over") != std::string::npos);
    CHECK(data.ca_fingerprint() != before);
    CHECK(!data.missing());
    CHECK(data.open_store()->accounts().size() == 1);

    const auto lock = file_lock::take(data.lock());
    write_file_atomically(data.unfinished(), "");
    CHECK(run({"init", "--data", data.path()}).status == exit_status::usage); // another one is at it
}

TEST_CASE("what is wrong with a command line is said") {
    const folder place;
    struct row {
        arguments args;
        const char* said;
    };
    write_file_atomically(place / "short", "too short\n");
    const row rows[] = {
        {{"init"}, "--data DIR is required"},
        {{"init", "--data", place / "x", "--name", "a b"}, "expected a host name"},
        {{"init", "--data", place / "x", "--name", "a,,b"}, "empty name"},
        {{"init", "--data", place / "x", "--name", "a,otherName:1"}, "expected a host name"},
        {{"init", "--data", place / "x", "--admin", "a b"}, "expected letters"},
        {{"init", "--data", place / "x", "--admin-password-file", place / "short"}, "12 to 256"},
        {{"init", "--data", place / "x", "--admin-password-file", place / "none"}, "cannot be opened"},
        {{"init", "--dta", place / "x"}, "unknown option --dta; did you mean \"--data\"?"},
        {{"init", "--data", place / "x", "--data", place / "y"}, "--data is given more than once"},
        {{"init", "--data", place / "x", "--admin", "a", "--admin=b"}, "--admin is given more than once"},
        {{"init", "data"}, "unexpected argument \"data\""},
        {{"serve", "--data", place / "none"}, "fairway-collector init"},
        {{"serve"}, "--data DIR is required"},
        {{"serve", "--data", place / "", "--listen", "http://0.0.0.0:80"}, "plain HTTP is only for"},
        {{"serve", "--data", place / "", "--log-format", "xml"}, "unknown format \"xml\"; expected text or json"},
        {{"token"}, "Usage: fairway-collector token COMMAND"},
        {{"token", "crate"}, "unknown command \"token crate\"; did you mean \"create\"?"},
        {{"token", "revoke", "--data", place / ""}, "ID is missing"},
        {{"token", "create", "x", "--data", place / ""}, "unexpected argument \"x\""},
        {{"token", "create", "--data", place / "", "--for", "1y"}, "30m, 24h or 7d"},
        {{"token", "create", "--data", place / "", "--for", "31d"}, "30m, 24h or 7d"},
        {{"token", "create", "--data", place / "", "--uses", "0"}, "whole number"},
        {{"token", "create", "--data", place / "", "--uses", "1.5"}, "whole number"},
        {{"token", "create", "--data", place / "", "--uses", "1", "--uses", "2"}, "--uses is given more than once"},
        {{"token", "list", "--data", place / "", "--site", "x"}, "unknown option --site"},
        {{"user", "add", "--data", place / ""}, "NAME is missing"},
        {{"user", "add", "a b", "--role", "admin", "--data", place / ""}, "NAME: \"a b\": expected letters"},
        {{"user", "add", "eve", "--data", place / ""}, "--role ROLE is required"},
        {{"user", "add", "eve", "--role", "king", "--data", place / ""}, "viewer or admin"},
        {{"user", "add", "eve", "--role", "viewer", "--role", "admin"}, "--role is given more than once"},
        {{"prober", "revoke", "--data", place / ""}, "ID is missing"},
        {{"backup", "--data", place / ""}, "--output FILE is required"},
        {{"certificate", "shw"}, "did you mean \"show\""},
        {{"inti"}, "unknown command \"inti\"; did you mean \"init\"?"},
        {{}, "Usage: fairway-collector COMMAND"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.said);
        const auto got = run(r.args);
        CAPTURE(got.err);
        CHECK(got.status == exit_status::usage);
        CHECK(got.out.empty());
        CHECK(got.err.find(r.said) != std::string::npos);
    }
}

TEST_CASE("help of the program and of every command, to the letter") {
    check_golden("help/fairway-collector.txt", run({"--help"}).out);
    for (const auto& c : collector_program().commands) {
        arguments args{c.table.name};
        if (const auto space = c.table.name.find(' '); space != std::string::npos)
            args = {c.table.name.substr(0, space), c.table.name.substr(space + 1)};
        args.emplace_back("--help");
        const auto r = run(args);
        CAPTURE(r.out);
        CHECK(r.status == exit_status::ok);
        CHECK(r.err.empty());
        std::istringstream lines(r.out);
        for (std::string line; std::getline(lines, line);)
            CHECK(line.size() <= 100);
        auto file = "help/fairway-collector-" + c.table.name + ".txt";
        std::replace(file.begin() + 5, file.end(), ' ', '-');
        check_golden(file, r.out);
    }
}

TEST_CASE("tokens, probers and people on the console") {
    const folder place;
    const data_directory data(place / "data");
    const arguments there{"--data", data.path()};
    const auto with = [&](arguments args) {
        args.insert(args.end(), there.begin(), there.end());
        return args;
    };
    REQUIRE(run(with({"init"})).status == exit_status::ok);

    CHECK(run(with({"token", "list"})).out.find("No tokens") == 0);
    const auto made = run(with({"token", "create", "--site", "berlin", "--uses", "2", "--for", "2d"}));
    REQUIRE(made.status == exit_status::ok);
    const auto token = after(made.out, "(shown only now)"), id = after(made.out, "ID ");
    CHECK(is_hex(token, 64));
    const auto now = std::chrono::system_clock::now();
    const auto joined = data.open_store()->enroll(
        {sha256_hex(token), std::string(64, 'a'), std::string(32, 'b'), "web01", "", ""}, now);
    CHECK(joined.site == "berlin");
    const auto listed = run(with({"token", "list"})).out;
    CHECK(listed.find(id + "  berlin  1          valid") != std::string::npos);
    CHECK(listed.find(token) == std::string::npos);
    CHECK(run(with({"token", "revoke", id})).status == exit_status::ok);
    CHECK(run(with({"token", "revoke", id})).status == exit_status::usage);
    CHECK(run(with({"token", "list"})).out.find("revoked") != std::string::npos);
    // An option may also stand before the argument.
    CHECK(run({"token", "revoke", "--data", data.path(), id}).err ==
          "fairway-collector: ID: no valid token \"" + id + "\"; `fairway-collector token list` shows them\n");

    CHECK(run(with({"prober", "list"})).out.find(joined.prober + "  web01  berlin  not reported yet") !=
          std::string::npos);
    CHECK(run(with({"prober", "revoke", joined.prober})).status == exit_status::ok);
    CHECK(run(with({"prober", "revoke", joined.prober})).status == exit_status::usage);
    CHECK(run(with({"prober", "list"})).out.find("revoked") != std::string::npos);

    const auto vic = run(with({"user", "add", "vic", "--role", "viewer"}));
    REQUIRE(vic.status == exit_status::ok);
    CHECK(is_password(after(vic.out, "(shown only now)"), data.open_store()->account("vic")->password));
    CHECK(run(with({"user", "add", "vic", "--role", "admin"})).status == exit_status::usage);
    write_file_atomically(place / "password", "correct horse battery\nsecond line\n", readable_by::owner);
    CHECK(run(with({"user", "password", "vic", "--password-file", place / "password"})).out.find("horse") ==
          std::string::npos);
    CHECK(is_password("correct horse battery", data.open_store()->account("vic")->password));
    CHECK(run(with({"user", "password", "nobody"})).status == exit_status::usage);
    CHECK(run(with({"user", "disable", "vic"})).err.empty());
    CHECK(data.open_store()->account("vic")->disabled);
    CHECK(run(with({"user", "disable", "admin"})).err.find("no admin is left") != std::string::npos);
    CHECK(run(with({"user", "list"})).out.find("vic    viewer  disabled") != std::string::npos);

    const arguments backup{"backup", "--data", data.path(), "--output", place / "copy.db"};
    CHECK(run(backup).status == exit_status::ok);
    CHECK(open_sqlite_store(place / "copy.db")->accounts().size() == 2);
    CHECK(run(backup).status == exit_status::broken);
    CHECK(run(with({"certificate", "show"})).out.find(data.ca_fingerprint()) != std::string::npos);
}

TEST_CASE("a table cannot be made to send control sequences to a terminal") {
    CHECK(table({"A", "B"}, {{"x\x1b[31m", "y"}, {"long one", "z"}}) == "A         B\n"
                                                                        "x?[31m    y\n"
                                                                        "long one  z\n");
}

TEST_CASE("serve refuses secrets that others may read, with the command that mends it") {
    const folder place;
    const data_directory data(place / "data");
    REQUIRE(run({"init", "--data", data.path()}).status == exit_status::ok);
    CHECK(data.exposed().empty());
    struct row {
        std::string path;
        mode_t mode;
        std::string command;
    };
    const row rows[] = {
        {data.path(), 0750, "chmod 700 "},          {data.path(), 0701, "chmod 700 "},
        {data.authority_key(), 0640, "chmod 600 "}, {data.server_key(), 0604, "chmod 600 "},
        {data.database(), 0644, "chmod 600 "},
    };
    for (const auto& r : rows) {
        CAPTURE(r.path);
        const auto before = mode_of(r.path);
        REQUIRE(::chmod(r.path.c_str(), r.mode) == 0);
        const auto got = run({"serve", "--data", data.path(), "--listen", "127.0.0.1:0"});
        CHECK(got.status == exit_status::usage);
        CHECK(got.err.find(r.path + ": other users can ") != std::string::npos);
        CHECK(got.err.find("run `" + r.command + r.path + "`") != std::string::npos);
        REQUIRE(::chmod(r.path.c_str(), before) == 0);
    }
    CHECK(data.exposed().empty());
}

TEST_CASE("what killed processes have left half written in the data directory is removed, and nothing else") {
    const folder place;
    const data_directory data(place / "");
    const std::string gone[] = {data.server_key() + ".tmp-1", data.authority_key() + ".tmp-4711",
                                data.listening() + ".tmp-12"};
    const std::string others[] = {data.server_key() + ".tmp-", data.server_key() + ".tmp-x1", place / "notes.tmp-1",
                                  data.database() + ".tmp-1", data.server_key()};
    for (const auto& path : gone)
        write_file_atomically(path, "half");
    for (const auto& path : others)
        write_file_atomically(path, "whole");
    data.remove_unfinished_files();
    for (const auto& path : gone)
        CHECK(!is_there(path));
    for (const auto& path : others)
        CHECK(is_there(path));
}

TEST_CASE("the clock on the console: what was kept, and what an administrator confirms") {
    const folder place;
    const data_directory data(place / "data");
    REQUIRE(run({"init", "--data", data.path()}).status == exit_status::ok);
    const auto show = [&] { return run({"clock", "show", "--data", data.path()}).out; };
    CHECK(show().find("plausible") != std::string::npos);
    const auto now = std::chrono::system_clock::now();
    write_kept_time(*data.open_store(), {now - std::chrono::hours(24 * 60), false});
    CHECK(show().find("ahead: if it is right, run `fairway-collector clock confirm`") != std::string::npos);
    const auto refused = run({"certificate", "roll-over", "--data", data.path()});
    CHECK(refused.status == exit_status::usage);
    CHECK(refused.err.find("may be wrong") != std::string::npos);
    CHECK_FALSE(is_rolling_over(data));
    write_kept_time(*data.open_store(), {now + std::chrono::hours(24 * 60), false});
    CHECK(show().find("behind: if it is right") != std::string::npos);

    CHECK(run({"clock", "confirm", "--data", data.path()}).status == exit_status::ok);
    CHECK(show().find(", confirmed\n") != std::string::npos);
    CHECK(show().find("plausible") != std::string::npos);
    CHECK(data.open_store()->audit({}).rows.front().action == "confirm-clock");
}

TEST_CASE("a roll-over on the console") {
    const folder place;
    const data_directory data(place / "data");
    REQUIRE(run({"init", "--data", data.path()}).status == exit_status::ok);
    const arguments over{"certificate", "roll-over", "--data", data.path()};
    auto finish = over;
    finish.emplace_back("--finish");
    const auto begun = run(over);
    CAPTURE(begun.err);
    REQUIRE(begun.status == exit_status::ok);
    REQUIRE(is_rolling_over(data));
    const auto next = data.authorities().back().sha256;
    CHECK(after(begun.out, "fingerprint") == next);
    CHECK(mode_of(data.next_authority_key()) == 0600);
    CHECK(run({"certificate", "show", "--data", data.path()}).out.find(next) != std::string::npos);
    const auto again = run(over);
    CHECK(again.status == exit_status::usage);
    CHECK(again.err.find("--finish brings it into use now") != std::string::npos);
    CHECK(data.authorities().back().sha256 == next);
    CHECK_FALSE(is_there(data.finish_now()));
    CHECK(run(finish).status == exit_status::ok);
    CHECK(is_there(data.finish_now()));
    CHECK(data.authorities().back().sha256 == next);

    data.put_server(make_server_certificate(make_authority("Another", std::chrono::system_clock::now()), {"x"},
                                            std::chrono::system_clock::now()));
    CHECK(run(over).err.find("is not signed by this collector's own CA") != std::string::npos);
}
