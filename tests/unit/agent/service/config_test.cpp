#include "agent/service/config.hpp"

#include "matrix/shipped.hpp"
#include "support/system/locations.hpp"
#include "support/text_file.hpp"
#include "tests/source_directory.hpp"
#include "tests/unit/agent/reporting/scratch_folder.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::chrono_literals;

namespace {

std::string told(const std::vector<problem>& problems) {
    std::string text;
    for (const auto& p : problems)
        text += to_string(p) + "\n";
    return text;
}

/// A folder of a test, gone with it.
struct config_folder {
    test::scratch_folder folder;
    std::string path = folder.path();

    std::string write(const std::string& name, const std::string& text) const {
        write_file_atomically(path + "/" + name, text);
        return path + "/" + name;
    }
};

const local_identity web01{"web01", {"10.0.7.3"}};

} // namespace

TEST_CASE("agent.json: what it does not say has defaults") {
    const auto read = read_service_config(R"({
        // the least that there can be
        "schema": "fairway-agent/1", "site": "site.json"})",
                                          "/etc/fairway/agent.json");
    CHECK(told(read.problems) == "");
    REQUIRE(read.value);
    const auto& c = *read.value;
    CHECK(c.file == "/etc/fairway/agent.json");
    CHECK(c.check.site_file == "/etc/fairway/site.json");
    CHECK(c.check.matrices.empty());
    CHECK(c.check.plan.phase == phase::operation);
    CHECK(c.check.plan.sample == 16);
    CHECK(c.check.timeout == 3500ms);
    CHECK(c.check.rate == 1000);
    CHECK(c.check.identify);
    CHECK(c.check.trace);
    CHECK(c.interval == 5min);
    CHECK(c.recheck_after == 10s);
    CHECK(c.full_ranges.empty());
    CHECK(c.metrics == "127.0.0.1:9441");
    CHECK(c.format == log_format::text);
    CHECK(c.level == log_level::info);
    CHECK(c.proxy == "");
    CHECK(c.state == default_state_folder());
    CHECK(c.spool_mebibytes == 64);
    CHECK(c.spool_days == 7);
}

TEST_CASE("agent.json: what it says counts") {
    const auto read = read_service_config(R"({
        "schema": "fairway-agent/1", "as": ["agent-linux", "repository"],
        "peers": {"backup-server": ["vbr01"], "repository": ["repo01", "repo02"]},
        "facts": {"netbios": false, "oldest_agent_version": "13.0"},
        "matrix": "rules/mine.json", "interval": "1h", "phase": "onboarding", "timeout": "2s", "rate": 0, "sample": 0,
        "source": ["10.0.0.0/8"],
        "full_ranges": ["*:tcp:2500-3300"], "identify": false, "trace": false, "recheck_after": "0s",
        "metrics": null, "log": {"format": "json", "level": "warning"}, "proxy": null, "state": "state",
        "spool": {"mebibytes": 1, "days": 2}})",
                                          "conf/agent.json");
    CHECK(told(read.problems) == "");
    REQUIRE(read.value);
    const auto& c = *read.value;
    CHECK(c.check.roles == std::vector<std::string>{"agent-linux", "repository"});
    std::string peers;
    for (const auto& p : c.check.peers)
        peers += p.role + "=" + p.host + " ";
    CHECK(peers == "backup-server=vbr01 repository=repo01 repository=repo02 ");
    CHECK(c.check.facts ==
          std::vector<std::pair<std::string, std::string>>{{"netbios", "false"}, {"oldest_agent_version", "13.0"}});
    CHECK(c.check.matrices == std::vector<std::string>{"conf/rules/mine.json"});
    CHECK(c.check.plan.phase == phase::onboarding);
    CHECK(c.check.plan.sample == 0);
    CHECK(c.check.timeout == 2s);
    CHECK(c.check.rate == 0);
    CHECK(c.check.source == std::vector<std::string>{"10.0.0.0/8"});
    CHECK_FALSE(c.check.identify);
    CHECK_FALSE(c.check.trace);
    CHECK(c.interval == 1h);
    CHECK(c.recheck_after == 0s);
    CHECK(c.full_ranges == std::vector<std::string>{"*:tcp:2500-3300"});
    CHECK(c.metrics == "");
    CHECK(c.format == log_format::json);
    CHECK(c.level == log_level::warning);
    CHECK(c.proxy == "none");
    CHECK(c.state == "conf/state");
    CHECK(c.spool_mebibytes == 1);
    CHECK(c.spool_days == 2);
}

TEST_CASE("agent.json: each mistake is told where it is") {
    struct row {
        const char* keys;
        const char* told;
    };
    for (const row& r : std::initializer_list<row>{
             {R"("intervall": "5m")", "/intervall: unknown key \"intervall\"; did you mean \"interval\"?"},
             {R"("interval": 300)", "/interval: expected a time from 30s to 24h in quotes, found the number 300"},
             {R"("interval": "29s")", "/interval: expected a time from 30s to 24h in quotes, found the string \"29s\""},
             {R"("interval": "25h")", "/interval: expected a time from 30s to 24h in quotes, found the string \"25h\""},
             {R"("interval": "5 m")", "/interval: expected a time from 30s to 24h in quotes, found the string \"5 m\""},
             {R"("interval": "30500ms")", "/interval: expected whole seconds, found 30500 ms"},
             {R"("phase": "operations")", "/phase: expected onboarding or operation, found the string \"operations\""},
             {R"("timeout": "100ms")",
              "/timeout: expected a time from 200ms to 20s in quotes, found the string \"100ms\""},
             {R"("rate": -1)",
              "/rate: expected connections per second from 1 to 1000000, or 0 for no limit, found the number -1"},
             {R"("source": ["eth0"])",
              "/source: expected an IP address of this host, or a network such as 10.1.0.0/16, "
              "found \"eth0\""},
             {R"("sample": 1)", "/sample: expected 0 (all ports) or 2 to 65535 ports, found the number 1"},
             {R"("sample": 65536)", "/sample: expected a whole number from 0 to 65535, found the number 65536"},
             {R"("sample": -2)", "/sample: expected a whole number from 0 to 65535, found the number -2"},
             {R"("full_ranges": "all")", "/full_ranges: expected a list, found the string \"all\""},
             {R"("identify": "no")", "/identify: expected true or false, found the string \"no\""},
             {R"("trace": 0)", "/trace: expected true or false, found the number 0"},
             {R"("recheck_after": "31s")",
              "/recheck_after: expected a time from 0s (none) to 30s in quotes, found the string \"31s\""},
             {R"("metrics": "0.0.0.0:9441")", "/metrics: expected a loopback address and a port such as "
                                              "\"127.0.0.1:9441\", or null, found \"0.0.0.0:9441\""},
             {R"("metrics": "127.0.0.1:65536")", "/metrics: expected a loopback address and a port such as "
                                                 "\"127.0.0.1:9441\", or null, found \"127.0.0.1:65536\""},
             {R"("metrics": "127.example.com:80")", "/metrics: expected a loopback address and a port such as "
                                                    "\"127.0.0.1:9441\", or null, found \"127.example.com:80\""},
             {R"("metrics": "localhost:9441")", "/metrics: expected a loopback address and a port such as "
                                                "\"127.0.0.1:9441\", or null, found \"localhost:9441\""},
             {R"("log": "json")", "/log: expected an object, found the string \"json\""},
             {R"("log": {"level": "warn"})",
              "/log/level: expected debug, info, warning or error, found the string \"warn\""},
             {R"("log": {"format": "xml"})", "/log/format: expected text or json, found the string \"xml\""},
             {R"("spool": {"mebibytes": 0})",
              "/spool/mebibytes: expected a whole number from 1 to 4096, found the number 0"},
             {R"("spool": {"days": 1.5})", "/spool/days: expected a whole number from 1 to 7, found the number 1.5"},
             {R"("peers": {"repository": "repo01"})",
              "/peers/repository: expected a list of hosts, found the string \"repo01\""},
             {R"("peers": {"repository": []})", "/peers/repository: expected a list of hosts, found an empty one"},
             {R"("facts": {"netbios": null})", "/facts/netbios: expected true, false or a string, found null"},
             {R"("proxy": "socks5://user:secret@proxy:1080")",
              "/proxy: this kind of proxy is not supported; expected http://[USER:PASSWORD@]HOST:PORT"},
             {R"("proxy": 3128)", "/proxy: expected a string, found the number 3128"},
             {R"("as": [])", "/as: must not be empty"},
             {R"("state": " ")", "/state: must not be empty"},
         }) {
        CAPTURE(r.keys);
        const auto read = read_service_config(
            R"({"schema": "fairway-agent/1", "site": "site.json", )" + std::string(r.keys) + "}", "agent.json");
        CHECK(told(read.problems) == "agent.json: " + std::string(r.told) + "\n");
    }
}

TEST_CASE("agent.json: no syntax error shows what could be a proxy's password") {
    struct row {
        const char* keys;
        const char* told;
    };
    for (const row& r : std::initializer_list<row>{
             {R"("proxy" "http://u:secret@proxy")", "expected \":\", found a string"},
             {R"("proxy": "http://u:"secret@proxy")", "expected \",\" or \"}\", found something else"},
             {R"("proxy": http://u:secret@proxy)",
              "expected a value, found something else; strings and names need double quotes"},
             {R"("proxy": secret)", "expected a value, found something else; strings and names need double quotes"},
             {R"("proxy": 'secret')", "expected a value, found something else; strings and names need double quotes"},
             {R"("proxy", "secret")", "expected \":\", found \",\""},
             {R"("proxy": "secret)", "the string has no closing double quote"},
             {R"("proxy": "se\cret")", "a backslash inside a string must be doubled: \\\\"},
         }) {
        CAPTURE(r.keys);
        const auto read = read_service_config(
            R"({"schema": "fairway-agent/1", "site": "site.json", )" + std::string(r.keys) + "}", "agent.json");
        REQUIRE(read.problems.size() == 1);
        CHECK(read.problems[0].message == r.told);
        CHECK(told(read.problems).find("ret") == std::string::npos);
    }
}

TEST_CASE("agent.json: who this host is must be said, and all mistakes are told at once") {
    const auto read = read_service_config(
        R"({"schema": "fairway-agent/1", "host": "web01", "rate": "fast", "spool": {"day": 3}})", "a.json");
    CHECK(told(read.problems) ==
          "a.json: which roles does this host have? Give \"as\": [\"ROLE\"] or a \"site\" file\n"
          "a.json: which hosts does this host work with? Give \"peers\": {\"ROLE\": [\"HOST\"]} or a \"site\" "
          "file\n"
          "a.json: /host: needs a site file: add \"site\"\n"
          "a.json: /rate: expected connections per second from 1 to 1000000, or 0 for no limit, found the string "
          "\"fast\"\n"
          "a.json: /spool/day: unknown key \"day\"; did you mean \"days\"?\n");
    CHECK(told(read_service_config("{}", "a.json").problems).starts_with("a.json: the key \"schema\" is missing\n"));
    CHECK(told(read_service_config(R"({"schema": "fairway-site/1"})", "a.json").problems) ==
          "a.json: /schema: expected \"fairway-agent/1\", found the string \"fairway-site/1\"\n");
    CHECK(told(read_service_config("[", "a.json").problems).starts_with("a.json: line 1, column 2: "));
}

TEST_CASE("agent.json is held against the matrix and the site that it names") {
    const config_folder at;
    at.write("site.json", R"({"schema": "fairway-site/1", "hosts": [
        {"name": "web01", "addresses": ["10.0.7.3"], "roles": ["agent-linux"]},
        {"name": "vbr01", "roles": ["backup-server"]}]})");
    const auto load = [&](const std::string& keys, const local_identity& local) {
        return load_service(at.write("agent.json", R"({"schema": "fairway-agent/1", )" + keys + "}"), local);
    };
    const auto where = at.path + "/agent.json: ";

    const auto good = load(R"("site": "site.json", "full_ranges": ["*:tcp:2500-3300"])", web01);
    CHECK(told(good.problems) == "");
    REQUIRE(good.value);
    CHECK(good.value->about.self.name == "web01");
    CHECK(good.value->about.self.roles == std::vector<std::string>{"agent-linux"});

    const auto by_roles = load(R"("as": ["agent-linux"], "peers": {"backup-server": ["vbr01"]},
                                  "facts": {"netbios": true})",
                               web01);
    CHECK(told(by_roles.problems) == "");
    REQUIRE(by_roles.value);
    CHECK(by_roles.value->about.self.name == "web01");
    CHECK(by_roles.value->about.site.facts == fact_values{{"netbios", "true"}});

    CHECK(told(load(R"("as": ["agent-linx"], "peers": {"backup-servr": ["vbr01"]}, "facts": {"netbio": true},
                       "full_ranges": ["nothing:*"])",
                    web01)
                   .problems) ==
          where + "/as/0: unknown role \"agent-linx\"; did you mean \"agent-linux\"?\n" + where +
              "/peers/backup-servr: unknown role \"backup-servr\"; did you mean \"backup-server\"?\n" + where +
              "/facts/netbio: unknown fact \"netbio\"; did you mean \"netbios\"?\n" + where +
              "/full_ranges/0: no flow ID matches \"nothing:*\"; `fairway matrix list` shows them all\n");
    CHECK(told(load(R"("site": "site.json")", {"other", {"10.0.0.9"}}).problems) ==
          where + "/host: no host in the site file has an address or the name (other) of this host; give the name of "
                  "one\n");
    CHECK(told(load(R"("site": "site.json", "source": ["10.0.9.0/24"])", {"web01", {"10.0.7.3"}}).problems) ==
          where + "/source: this host has no address in \"10.0.9.0/24\"; it has 10.0.7.3\n");
    const auto bound = load(R"("site": "site.json", "source": ["10.0.7.0/24"])", {"web01", {"10.0.7.3", "10.9.0.3"}});
    CHECK(told(bound.problems) == "");
    REQUIRE(bound.value);
    CHECK(bound.value->about.source == source_addresses{"10.0.7.3", ""});
    CHECK(told(load(R"("site": "site.json", "host": "web02")", web01).problems) ==
          where + "/host: the site file has no host \"web02\"; did you mean \"web01\"?\n");
    CHECK(told(load(R"("site": "site.jsn")", web01).problems) ==
          at.path + "/site.jsn: cannot be opened: No such file or directory\n");
    CHECK(told(load(R"("site": "site.json", "matrix": "veeam-agent")", web01).problems)
              .starts_with(where + "/matrix: unknown matrix \"veeam-agent\": neither shipped ("));
    CHECK(told(load_service(at.path + "/none.json", web01).problems) ==
          at.path + "/none.json: cannot be opened: No such file or directory\n");

    // What time may mend, apart from what it may not.
    const local_identity no_address_yet{"other", {"127.0.0.1"}};
    struct row {
        const char* what;
        const char* keys;
        local_identity local;
        bool not_yet;
    };
    const row rows[] = {
        {"all is there", R"("site": "site.json")", web01, false},
        {"no address yet", R"("site": "site.json")", no_address_yet, true},
        {"no address yet, and a fact that nobody knows", R"("site": "site.json", "facts": {"netbio": true})",
         no_address_yet, false},
        {"no host of that name, ever", R"("site": "site.json", "host": "web02")", no_address_yet, false},
        {"no address yet to send from", R"("site": "site.json", "source": ["10.9.9.9"])", web01, true},
        {"no site file yet", R"("site": "late/site.json")", web01, true},
        {"no site file yet, and a role that nobody knows", R"("site": "late/site.json", "as": ["agent-linx"])", web01,
         false},
        {"no matrix file yet", R"("site": "site.json", "matrix": "late/matrix.json")", web01, true},
        {"a directory for a site file", R"("site": ".")", web01, false},
        {"a broken site file", R"("site": "agent.json")", no_address_yet, false},
        {"a key that nobody knows", R"("sites": "site.json")", no_address_yet, false},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto loaded = load(r.keys, r.local);
        CHECK(loaded.not_yet.has_value() == r.not_yet);
        CHECK_FALSE((loaded.value && loaded.not_yet));
        CHECK(loaded.problems.empty() == loaded.value.has_value());
    }
    const auto late = load(R"("site": "site.json", "state": "here", "interval": "90s")", no_address_yet);
    REQUIRE(late.not_yet);
    CHECK(late.not_yet->state == at.path + "/here");
    CHECK(late.not_yet->interval == std::chrono::seconds(90));
    // An address that two hosts have is wrong, and stays wrong.
    at.write("two.json", R"({"schema": "fairway-site/1", "hosts": [
        {"name": "a", "addresses": ["10.0.0.1"], "roles": ["agent-linux"]},
        {"name": "b", "addresses": ["10.0.0.1"], "roles": ["agent-linux"]}]})");
    const auto two = load(R"("site": "two.json")", {"other", {"10.0.0.1"}});
    CHECK_FALSE(two.value);
    CHECK_FALSE(two.not_yet);
}

TEST_CASE("the example of the package is a good configuration") {
    const auto file = source_directory() + "/packaging/systemd/agent.json";
    const auto loaded = load_service(file, web01);
    CHECK(told(loaded.problems) == "");
    CHECK(loaded.value);
}
