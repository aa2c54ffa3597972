#include "tests/golden.hpp"
#include "tests/has.hpp"
#include "tests/unit/agent/commands/call.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace fairway;
using test::has;

namespace {

test::call_result run_enroll(const arguments& args) {
    return test::call_command("enroll", args);
}

const std::string token(64, 'd'), fingerprint(64, 'f');

} // namespace

TEST_CASE("enroll: its help") {
    const auto r = run_enroll({"--help"});
    CHECK(r.status == 0);
    CHECK(r.err.empty());
    check_golden("enroll/help.txt", r.out);
}

TEST_CASE("enroll: wrong usage, each with its words, and never with the token") {
    const test::scratch_folder folder;
    const auto token_file = folder / "token";
    test::write(token_file, token + "\n");
    test::write(folder / "short", token.substr(1) + "\n");
    test::write(folder / "huge", std::string(5000, 'd'));
    struct row {
        arguments args;
        std::string error; ///< a part of it
    };
    const arguments who{"--ca-fingerprint", fingerprint, "--state", folder / "state"};
    const arguments nowhere{"--collector", "http://c.example"};
    const auto with = [](arguments a, const arguments& b) {
        a.insert(a.end(), b.begin(), b.end());
        return a;
    };
    const row rows[] = {
        {{"--token", token}, "fairway: --collector URL is required\nfairway: --ca-fingerprint SHA256 is required\n"},
        {with(who, nowhere), "fairway: --token-file FILE is required (or --token TOKEN)\n"},
        {with(who, {"--token", token, "--token-file", token_file}),
         "fairway: --token and --token-file cannot be combined\n"},
        {with(who, {"--token-file", folder / "none", "--collector", "https://c"}), "none: cannot be opened"},
        {with(who, {"--token-file", folder / "huge", "--collector", "https://c"}), "huge: "},
        {with(who, {"--token-file", folder / "short", "--collector", "https://c"}), "--token: expected the 64"},
        {with(who, {"--token", token, "--collector", "http://c"}),
         "--collector: \"http://c\": reports and credentials"},
        {with(who, {"--token-file", token_file, "--collector", "http://c"}), "--collector: \"http://c\": reports"},
        {with(who, {"--token", token, "--collector", "https://c", "--name", ""}), "fairway: --name needs a value\n"},
        {{"--tokn", "x"}, "fairway: unknown option --tokn; did you mean \"--token\"?\n"},
        {with(who, {"--insecure"}), "fairway: unknown option --insecure\n"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.error);
        const auto got = run_enroll(r.args);
        CAPTURE(got.err);
        CHECK(got.status == 2);
        CHECK(got.out.empty());
        CHECK(has(got.err, r.error));
        CHECK(!has(got.err, token.substr(0, 32)));
        CHECK(!std::filesystem::exists(folder / "state"));
    }
}
