#include "agent/commands/listen_options.hpp"

#include "tests/golden.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> problems_of(const arguments& args) {
    const auto r = read_listen_options(args);
    CHECK_FALSE(r);
    std::vector<std::string> texts;
    for (const auto& p : r.problems)
        texts.push_back(to_string(p));
    return texts;
}

} // namespace

TEST_CASE("options of listen and their defaults") {
    const auto few = read_listen_options({"--as", "agent-linux", "--key-file", "k"});
    REQUIRE(few);
    CHECK(few.value->who.roles == std::vector<std::string>{"agent-linux"});
    CHECK(few.value->key_file == "k");
    CHECK(few.value->lifetime == 30min);
    CHECK(few.value->from.empty());
    CHECK(few.value->addresses.empty());

    const auto all =
        read_listen_options({"--as=repository,agent-linux", "--site", "s.json", "--host", "web01", "--fact",
                             "netbios=false", "--matrix", "m.json", "--key-file", "k", "--for", "90s", "--from",
                             "vbr01,vbr02", "--from", "10.0.0.1", "--address", "127.0.0.1,::1"});
    REQUIRE(all);
    CHECK(all.value->who.roles == std::vector<std::string>{"repository", "agent-linux"});
    CHECK(all.value->who.site_file == "s.json");
    CHECK(all.value->who.host == "web01");
    CHECK(all.value->who.facts == std::vector<std::pair<std::string, std::string>>{{"netbios", "false"}});
    CHECK(all.value->who.matrix == "m.json");
    CHECK(all.value->lifetime == 90s);
    CHECK(all.value->from == std::vector<std::string>{"vbr01", "vbr02", "10.0.0.1"});
    CHECK(all.value->addresses == std::vector<std::string>{"127.0.0.1", "::1"});
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
        std::vector<std::string> problems;
    };
    const std::string no_role =
        "what is this host? Say it with --as ROLE (e.g. --as agent-linux), or give a --site FILE";
    const std::string no_key = "--key-file: is needed: only who holds the site key gets an answer. Make one with "
                               "`fairway key create --output FILE`";
    for (const row& r : std::initializer_list<row>{
             {{}, {no_key, no_role}},
             {{"--as", "repository", "--key-file", "a", "--key-file", "b"},
              {"--key-file: given 2 times; once was expected"}},
             {{"--as", "repository", "--key-file", ""}, {"--key-file: is empty"}},
             {{"--as", "repository", "--key-file", "k", "--for", "soon", "--address", "vbr01", "--from", "a,,b"},
              {"--from: \"a,,b\" has an empty name between commas",
               "--address: \"vbr01\": expected an IP address of this machine",
               "--for: \"soon\": expected a time from 1s to 24h, e.g. 90s, 30m or 2h"}},
             {{"--as", "repository", "--key-file", "k", "--host", "web01", "--fact", "x"},
              {"--fact: \"x\": expected NAME=VALUE, e.g. netbios=false",
               "--host: names a host of a site file: give one with --site FILE"}},
             {{"--keyfile", "k"}, {"--keyfile: unknown option; did you mean \"--key-file\"?"}},
             {{"--as"}, {"--as: needs a value"}},
             {{"repository"}, {"unexpected word; options begin with --"}},
         }) {
        CAPTURE(r.args.size());
        CHECK(problems_of(r.args) == r.problems);
    }
}

TEST_CASE("help of listen") {
    CHECK(read_listen_options({"--help"}).value->help);
    check_golden("listen/help.txt", listen_help());
}
