#include "agent/filters.hpp"

#include "tests/unit/agent/commands/call.hpp"

#include <doctest/doctest.h>

using namespace fairway;

namespace {

check_options computer() {
    check_options o;
    o.roles = {"agent-linux"};
    o.peers = {{"backup-server", "vbr01"}};
    return o;
}

check_options server_with_cloud() {
    check_options o;
    o.roles = {"backup-server"};
    o.peers = {{"agent-linux", "web02"}, {"amazon-s3", "backup.s3.amazonaws.com"}};
    return o;
}

/// Problems of `--only` and `--explain`.
std::string idle(std::vector<std::string> only, std::vector<std::string> explain, check_options o = computer()) {
    o.plan.only = std::move(only);
    o.explain = std::move(explain);
    const auto a = make_assignment(o, {"web01", {}});
    REQUIRE(a);
    const plan p = make_plan(a.value->matrix, a.value->site, a.value->self, o.plan);
    std::string text;
    for (const auto& problem : idle_filters(*a.value, p, o))
        text += to_string(problem) + "\n";
    return text;
}

} // namespace

TEST_CASE("--only that leaves nothing to probe says why, and what there is") {
    const std::string there = "; required from here: agent-linux:backup-server:tcp:10006\n";
    struct row {
        std::string glob, problem;
    };
    for (const auto& [glob, problem] : std::initializer_list<row>{
             {"agent-windows:*", "it starts at agent-windows, and this host is agent-linux" + there},
             {"agent:repository:*", "no host has the role repository (Backup repository)" + there},
             {"backup-server:agent-linux:*", "other hosts probe it toward this one (see `fairway plan`)" + there},
             {"agent-unix:backup-server:*", "it starts at agent-unix, and this host is agent-linux; did you mean "
                                            "\"agent-linux:backup-server:tcp:10006\"?\n"},
         }) {
        const auto& this_glob = glob;
        CAPTURE(this_glob);
        CHECK(idle({glob}, {}) == "--only: \"" + glob + "\" is not required from here: " + problem);
    }
    CHECK(idle({"agent-linux:*", "agent-windows:*"}, {}).empty()); // something is left
    CHECK(idle({}, {}).empty());
}

TEST_CASE("--explain of what is not probed says so before anything is sent") {
    CHECK(idle({}, {"*:10006"}).empty());
    CHECK(idle({}, {"*:10006", "agent-windows:*"})
              .starts_with("--explain: \"agent-windows:*\" is not required from "
                           "here: it starts at agent-windows, "));
    const auto cloud = server_with_cloud();
    CHECK(idle({"backup-server:agent-linux:*"}, {"backup-server:amazon-s3:*"}, cloud) ==
          "--explain: \"backup-server:amazon-s3:*\" is not probed: --only leaves it out\n");
    // Certificates may name hosts of revocation: only the run shows it.
    CHECK(idle({}, {"backup-server:amazon-s3:tcp:80"}, cloud).empty());
    CHECK(!idle({}, {"agent-linux:crl:*"}).empty());
}

TEST_CASE("nothing to probe because of a filter is wrong usage of check and plan alike") {
    for (const std::string command : {"check", "plan"}) {
        CAPTURE(command);
        const arguments whom{"--as", "agent-linux", "--peer", "backup-server=vbr01", "--only"};
        for (const std::string glob : {"agent-linux:backupserver:*", "agent:repository:*"}) {
            auto args = whom;
            args.push_back(glob);
            const auto got = test::call_command(command, args);
            CHECK(got.status == exit_status::usage);
            CHECK(got.out.empty());
            CHECK(got.err.starts_with("fairway: --only: "));
            CHECK(got.err.find("agent-linux:backup-server:tcp:10006") != std::string::npos);
        }
    }
    // What others must probe is something to show.
    CHECK(test::call_command(
              "plan", {"--as", "agent-linux", "--peer", "backup-server=vbr01", "--only", "backup-server:agent-linux:*"})
              .status == exit_status::ok);
}
