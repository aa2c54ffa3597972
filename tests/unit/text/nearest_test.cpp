#include "text/nearest.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("the nearest names are those that may have been meant") {
    const std::vector<std::string> roles = {"backup-server", "agent",     "agent-windows", "agent-linux", "agent-unix",
                                            "repository",    "amazon-s3", "s3-compatible", "nfs-share",   "smb-share"};
    struct row {
        std::string word, said;
    };
    for (const auto& [word, said] : std::vector<row>{
             {"agent-linx", R"(; did you mean "agent-linux"?)"},
             {"Agent-Linux", R"(; did you mean "agent-linux"?)"},
             {"agnet-linux", R"(; did you mean "agent-linux"?)"}, // two letters swapped are one slip
             {"agents", R"(; did you mean "agent"?)"},
             {"repositories", R"(; did you mean "repository"?)"},
             {"linux", R"(; did you mean "agent-linux"?)"},
             {"s3", R"(; did you mean "amazon-s3" or "s3-compatible"?)"},
             {"share", R"(; did you mean "nfs-share" or "smb-share"?)"},
             {"backup", R"(; did you mean "backup-server"?)"},
             {"firewall", ""},
             {"x", ""},
             {"", ""},
             {std::string(100000, 'a'), ""},
         }) {
        const auto& this_word = word;
        CAPTURE(this_word.substr(0, 40));
        CHECK(did_you_mean(word, roles) == said);
    }
}

TEST_CASE("the best come first and no more than asked for") {
    const std::vector<std::string> words = {"abcdefgxyz", "abcdefghxx", "abcdefghix", "abcdefgxhi"};
    CHECK(nearest("abcdefghij", words, 1) == std::vector<std::string>{"abcdefghix"});
    CHECK(nearest("abcdefgyyy", words, 2) == std::vector<std::string>{"abcdefgxyz", "abcdefghxx"});
    CHECK(nearest("abcdefgyyy", words, 0).empty());
}

TEST_CASE("what a glob was meant to match") {
    const std::vector<std::string> flows = {
        "agent:repository:tcp:6162",          "agent:repository:tcp:2500-3300",   "agent-linux:backup-server:tcp:10006",
        "agent-unix:backup-server:tcp:10006", "backup-server:agent-linux:tcp:22", "backup-server:agent-linux:tcp:6160"};
    struct row {
        std::string glob, said;
    };
    for (const auto& [glob, said] : std::vector<row>{
             {"agent-linux:backupserver:*", R"(; did you mean "agent-linux:backup-server:tcp:10006"?)"},
             {"*:backup-sever:*",
              R"(; did you mean "agent-linux:backup-server:tcp:10006" or "agent-unix:backup-server:tcp:10006"?)"},
             {"agent-linux:repository:*",
              R"(; did you mean "agent:repository:tcp:6162" or "agent:repository:tcp:2500-3300"?)"},
             {"Repositry:*", R"(; did you mean "agent:repository:tcp:6162" or "agent:repository:tcp:2500-3300"?)"},
             {"agent-linux:backup-server:tcp:1000?x", R"(; did you mean "agent-linux:backup-server:tcp:10006"?)"},
             // Without a wildcard it is a name.
             {"agent:repository:tcp:6163", R"(; did you mean "agent:repository:tcp:6162"?)"},
             {"firewall:*", ""},
             {"x*", ""},
             {"", ""},
             {std::string(100000, '*') + "x", ""},
         }) {
        const auto& this_glob = glob;
        CAPTURE(this_glob.substr(0, 40));
        CHECK(did_you_mean_one_of(glob, flows) == said);
    }
}
