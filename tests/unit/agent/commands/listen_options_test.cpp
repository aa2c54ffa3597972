#include "agent/commands/listen_options.hpp"

#include "tests/golden.hpp"
#include "tests/unit/agent/commands/call.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

namespace {

option_reader reader_of(const arguments& args) {
    option_reader given(listen_command().table);
    CHECK(given.parse(args));
    return given;
}

listen_options read(const arguments& args) {
    auto given = reader_of(args);
    const auto o = read_listen_options(given);
    CHECK(given.problems().empty());
    return o;
}

} // namespace

TEST_CASE("options of listen and their defaults") {
    const auto few = read({"--as", "agent-linux", "--key-file", "k"});
    CHECK(few.who.roles == std::vector<std::string>{"agent-linux"});
    CHECK(few.key_file == "k");
    CHECK(few.lifetime == 30min);
    CHECK(few.from.empty());
    CHECK(few.addresses.empty());

    const auto all = read({"--as=repository,agent-linux", "--site", "s.json", "--host", "web01", "--fact",
                           "netbios=false", "--matrix", "m.json", "--key-file", "k", "--for", "90s", "--from",
                           "vbr01,vbr02", "--from", "10.0.0.1", "--address", "127.0.0.1,::1"});
    CHECK(all.who.roles == std::vector<std::string>{"repository", "agent-linux"});
    CHECK(all.who.site_file == "s.json");
    CHECK(all.who.host == "web01");
    CHECK(all.who.facts == std::vector<std::pair<std::string, std::string>>{{"netbios", "false"}});
    CHECK(all.who.matrices == std::vector<std::string>{"m.json"});
    CHECK(all.lifetime == 90s);
    CHECK(all.from == std::vector<std::string>{"vbr01", "vbr02", "10.0.0.1"});
    CHECK(all.addresses == std::vector<std::string>{"127.0.0.1", "::1"});
}

TEST_CASE("times") {
    struct row {
        const char* text;
        std::optional<std::chrono::seconds> is;
    };
    for (const row& r : std::initializer_list<row>{
             {"1s", 1s},  {"90s", 90s},         {"30m", 30min},      {"24h", 24h}, {"86400s", 24h},
             {"0s", {}},  {"86401s", {}},       {"25h", {}},         {"30", {}},   {"m", {}},
             {"", {}},    {"-1m", {}},          {"+1m", {}},         {"1.5h", {}}, {" 1m", {}},
             {"1m ", {}}, {"99999999999h", {}}, {"4294967295h", {}}, {"1d", {}},   {"1000ms", {}}}) {
        CAPTURE(r.text);
        CHECK(parse_lifetime(r.text) == r.is);
    }
}

TEST_CASE("what is wrong with options of listen, all at once") {
    struct row {
        arguments args;
        std::string err;
    };
    const std::string no_role =
        "fairway: which roles does this host have? Give --as ROLE (e.g. --as agent-linux) or --site FILE\n";
    const std::string no_key =
        "fairway: --key-file FILE is required: only holders of the site key get an answer. Create "
        "one with `fairway key create --output FILE`\n";
    const std::string hint = "Try: fairway listen --help\n";
    for (const row& r : std::initializer_list<row>{
             {{}, no_key + no_role + hint},
             {{"--as", "repository", "--key-file", "a", "--key-file", "b"},
              "fairway: --key-file is given more than once\n" + hint},
             {{"--as", "repository", "--key-file", ""}, "fairway: --key-file needs a value\n" + hint},
             {{"--as", "repository", "--key-file", "k", "--for", "soon", "--address", "vbr01", "--from", "a,,b"},
              "fairway: --from: \"a,,b\": empty name between commas\n"
              "fairway: --address: \"vbr01\": expected an IP address of this host\n"
              "fairway: --for: \"soon\": expected a time from 1s to 24h, e.g. 90s, 30m or 2h\n"},
             {{"--as", "repository", "--key-file", "k", "--from", "vbr01,0.0.0.0,ff02::1"},
              "fairway: --from: \"0.0.0.0\" is no host's address (unspecified); expected the name or the "
              "address of one host\n"
              "fairway: --from: \"ff02::1\" is no host's address (multicast); expected the name or the "
              "address of one host\n"},
             {{"--as", "repository", "--key-file", "k", "--host", "web01", "--fact", "x"},
              "fairway: --fact: \"x\": expected NAME=VALUE, e.g. netbios=false\n"
              "fairway: --host: needs a site file: add --site FILE\n"},
             {{"--keyfile", "k"}, "fairway: unknown option --keyfile; did you mean \"--key-file\"?\n" + hint},
             {{"--as"}, "fairway: --as needs a value\n" + hint},
             {{"repository"}, "fairway: unexpected argument \"repository\"\n" + hint},
         }) {
        CAPTURE(r.args.size());
        const auto got = test::call_command("listen", r.args);
        CHECK(got.status == exit_status::usage);
        CHECK(got.err == r.err);
    }
}

TEST_CASE("help of listen") {
    check_golden("listen/help.txt", test::call_command("listen", {"--help"}).out);
}
