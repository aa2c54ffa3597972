#include "agent/assignment.hpp"

#include "agent/commands/check_options.hpp"
#include "agent/commands/command.hpp"
#include "matrix/site.hpp"
#include "tests/certificates.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace fairway;

namespace {

const local_identity web01_itself{"web01", {"10.0.7.3", "fd00::7:3"}};

struct outcome_of_options {
    std::optional<assignment> value;
    std::string problems;
};

outcome_of_options assign(const arguments& args, const local_identity& local = web01_itself) {
    option_reader given(check_command().table);
    check_options o;
    if (given.parse(args)) o = read_what_to_check(given);
    std::string text;
    for (const auto& p : given.problems())
        text += to_string(p) + "\n";
    if (!text.empty()) return {std::nullopt, text};
    auto a = make_assignment(o, local);
    for (const auto& p : a.problems)
        text += to_string(p) + "\n";
    return {std::move(a.value), text};
}

/// A site file that goes away again.
struct site_file {
    explicit site_file(const std::string& text) { test::write(path, text); }

    test::scratch_folder folder;
    std::string path = folder / "site.json";
};

const char* two_hosts = R"({"schema":"fairway-site/1","hosts":[
    {"name":"web01.example.org","addresses":["10.0.7.3"],"roles":["agent-linux"]},
    {"name":"repo01","addresses":["10.0.0.6"],"roles":["repository"]}]})";

/// Which host of this site the machine is, or why it is none.
std::string self_or_problems(const site_file& file, const arguments& more, const local_identity& local) {
    arguments args{"--site", file.path};
    args.insert(args.end(), more.begin(), more.end());
    const auto a = assign(args, local);
    return a.value ? a.value->self.name : a.problems;
}

} // namespace

TEST_CASE("roles, peers and facts from the command line") {
    const auto a =
        assign({"--as", "agent-linux", "--peer", "backup-server=vbr01", "--peer", "repository=repo01,10.0.0.6",
                "--fact", "netbios=false", "--peer", "amazon-s3=s3.example:9000", "--peer=repository=vbr01"});
    REQUIRE_MESSAGE(a.value.has_value(), a.problems);
    CHECK(a.value->self.name == "web01");
    CHECK(a.value->self.roles == std::vector<std::string>{"agent-linux"});
    REQUIRE(a.value->site.hosts.size() == 3);
    CHECK(a.value->site.hosts[0].name == "vbr01");
    CHECK(a.value->site.hosts[0].peer);
    CHECK(a.value->site.hosts[0].roles == std::vector<std::string>{"backup-server", "repository"});
    CHECK(a.value->site.facts.at("netbios") == "false");
    REQUIRE(a.value->site.endpoints.at("amazon-s3").size() == 1); // an external service is no host of the site
    CHECK(a.value->site.endpoints.at("amazon-s3")[0].host == "s3.example");
    CHECK(a.value->site.endpoints.at("amazon-s3")[0].port == 9000);
}

TEST_CASE("an external service by its URL") {
    const auto a =
        assign({"--as", "agent-linux", "--peer", "s3-compatible=https://s3.example:9000/bucket,[fd00::1]:9000",
                "--peer", "amazon-s3=https://s3.example/"});
    REQUIRE_MESSAGE(a.value.has_value(), a.problems);
    const auto& compatible = a.value->site.endpoints.at("s3-compatible");
    REQUIRE(compatible.size() == 2);
    CHECK(compatible[0].host == "s3.example");
    CHECK(compatible[0].port == 9000);
    CHECK(compatible[1].host == "fd00::1");
    CHECK(a.value->site.endpoints.at("amazon-s3")[0].port == 443);
}

TEST_CASE("this machine's loopback is a peer like any other") {
    const auto a = assign({"--as", "agent-linux", "--peer", "backup-server=127.0.0.1,::1,::ffff:127.0.0.1"});
    REQUIRE_MESSAGE(a.value.has_value(), a.problems);
    CHECK(a.value->site.hosts.size() == 3);
}

TEST_CASE("mistakes on the command line, each with its exact words") {
    struct row {
        arguments args;
        std::string problems;
    };
    const row rows[] = {
        {{},
         "which roles does this host have? Give --as ROLE (e.g. --as agent-linux) or --site FILE\n"
         "which hosts does this host work with? Give --peer ROLE=HOST (e.g. --peer backup-server=vbr01) or --site "
         "FILE\n"},
        {{"--as", "agent-linx", "--peer", "backup-serer=vbr01"},
         "--as: unknown role \"agent-linx\"; did you mean \"agent-linux\"?\n"
         "--peer: unknown role \"backup-serer\"; did you mean \"backup-server\"?\n"},
        {{"--as", "agent", "--peer", "backup-server=vbr01"},
         "--as: the role \"agent\" is too general for a host; expected agent-windows, agent-linux, agent-unix or "
         "agent-macos\n"},
        {{"--as", "agent-linux", "--peer", "vbr01"},
         "--peer: \"vbr01\": expected ROLE=HOST, e.g. backup-server=vbr01\n"
         "which hosts does this host work with? Give --peer ROLE=HOST (e.g. --peer backup-server=vbr01) or --site "
         "FILE\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a,,b"}, "--peer: \"a,,b\": empty name between commas\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a b"},
         "--peer: \"a b\" is neither a host name nor an IP address\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=0.0.0.0,ff02::1%eth0", "--peer", "repository=::ffff:0.0.0.0"},
         "--peer: \"0.0.0.0\" is no host's address (unspecified); expected the name or the address of one host\n"
         "--peer: \"ff02::1%eth0\" is no host's address (multicast); expected the name or the address of one host\n"
         "--peer: \"::ffff:0.0.0.0\" is no host's address (unspecified); expected the name or the address of one "
         "host\n"},
        {{"--as", "agent-linux", "--peer", "s3-compatible=0.0.0.0:9000,[::]:9000,255.255.255.255"},
         "--peer: \"0.0.0.0\" is no host's address (unspecified); expected the name or the address of one host\n"
         "--peer: \"::\" is no host's address (unspecified); expected the name or the address of one host\n"
         "--peer: \"255.255.255.255\" is no host's address (broadcast); expected the name or the address of one "
         "host\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=10.1.2.3:2500,[fd00::1]:2500,https://repo01/", "--peer",
          R"(smb-share=\\nas01\backup)"},
         "--peer: \"10.1.2.3:2500\" has a port; expected the host alone: 10.1.2.3\n"
         "--peer: \"[fd00::1]:2500\" has a port; expected the host alone: fd00::1\n"
         "--peer: \"https://repo01/\" is a URL; expected the host alone: repo01\n"
         "--peer: \"\\\\nas01\\backup\" is the path of a share; expected the host alone: nas01\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=vbr01", "--planned", "vbr01:6160"},
         "--planned: \"vbr01:6160\" has a port; expected the host alone: vbr01\n"},
        {{"--as", "agent-linux", "--peer", "s3-compatible=ftp://minio"},
         "--peer: expected \"host\", \"host:port\" or \"[IPv6 address]:port\", found \"ftp://minio\"\n"},
        {{"--as", "agent-linux", "--peer", "s3-compatible=minio:99999"},
         "--peer: port 99999 is out of range 1-65535\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--sample", "1"},
         "--sample: \"1\": expected a whole number of ports from 2 to 65535\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--source", "eth0"},
         "--source: expected an IP address of this host, or a network such as 10.1.0.0/16, found \"eth0\"\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--proxy", "http://me:geheim@proxy:3128"},
         "--proxy: the URL must not contain a user name: put USER:PASSWORD into a file of its own, and name that; "
         "expected http://HOST:PORT\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--proxy", "none", "--no-proxy", "*"},
         "--no-proxy: has no effect without --proxy URL\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--proxy-credentials", "file"},
         "--proxy-credentials: has no effect without --proxy URL\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--proxy", "http://p", "--no-proxy", "a/b"},
         "--no-proxy: expected a host, a domain such as .example.com, an IP address or a network such as 10.0.0.0/8, "
         "found "
         "\"a/b\"\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--phase", "now"},
         "--phase: \"now\": expected onboarding or operation\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=vbr01", "--planned", "vbr1"},
         "--planned: unknown host \"vbr1\"; did you mean \"vbr01\"?\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--only", "agent-linux:*", "--only", "repositry:*"},
         "--only: no flow ID matches \"repositry:*\"; did you mean \"repository:agent-windows:tcp:445\", "
         "\"repository:agent-windows:tcp:6160\" or \"repository:agent-windows:tcp:6162\"?\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--only", "agent-linux:backupserver:*"},
         "--only: no flow ID matches \"agent-linux:backupserver:*\"; did you mean "
         "\"agent-linux:backup-server:tcp:10006\"?\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--host", "a"},
         "--host: needs a site file: add --site FILE\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--phase", "operation", "--phase", "operation"},
         "--phase is given more than once\n"},
        {{"--pear", "x"}, "unknown option --pear; did you mean \"--peer\"?\n"},
        {{"--peer"}, "--peer needs a value\n"},
        {{"vbr01"}, "unexpected argument \"vbr01\"\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--fact", "netbois=true"},
         "--fact: unknown fact \"netbois\"; did you mean \"netbios\"?\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--fact", "netbios=true", "--fact", "netbios=false"},
         "--fact: \"netbios\" is given two values: \"true\" and \"false\"\n"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.problems);
        const auto a = assign(r.args);
        CHECK(!a.value.has_value());
        CHECK(a.problems == r.problems);
    }
}

TEST_CASE("options that are given several times add up") {
    const auto a =
        assign({"--as", "agent-linux", "--as", "repository,agent-linux", "--peer", "backup-server=vbr01", "--peer",
                "backup-server=vbr02,vbr03", "--fact", "netbios=false", "--fact", "backup_server_os=linux", "--fact",
                "netbios=false", "--planned", "vbr01", "--planned", "vbr02"});
    REQUIRE_MESSAGE(a.value.has_value(), a.problems);
    CHECK(a.value->self.roles == std::vector<std::string>{"agent-linux", "repository"});
    CHECK(a.value->site.hosts.size() == 3);
    CHECK(a.value->site.facts == fact_values{{"backup_server_os", "linux"}, {"netbios", "false"}});

    option_reader given(check_command().table);
    REQUIRE(given.parse({"--as", "agent-linux", "--peer", "backup-server=vbr01", "--only", "a:*", "--only=b:*",
                         "--planned", "vbr01,x", "--planned", "y"}));
    const auto o = read_what_to_check(given);
    CHECK(o.plan.only == std::vector<std::string>{"a:*", "b:*"});
    CHECK(o.plan.planned == std::vector<std::string>{"vbr01", "x", "y"});
}

TEST_CASE("ports are asked what they are, unless told not to") {
    for (const auto& command : {check_command(), plan_command()}) {
        option_reader given(command.table);
        REQUIRE(given.parse({"--as", "agent-linux", "--peer", "backup-server=a"}));
        CHECK(read_what_to_check(given).identify);
        REQUIRE(given.parse({"--no-identify"}));
        CHECK(!read_what_to_check(given).identify);
    }
}

TEST_CASE("which host of the site is this one") {
    const site_file file(two_hosts);
    const auto self = [&](const arguments& more, const local_identity& local) {
        return self_or_problems(file, more, local);
    };
    CHECK(self({}, web01_itself) == "web01.example.org");  // by address
    CHECK(self({}, {"web01", {}}) == "web01.example.org"); // by short name
    CHECK(self({}, {"x", {"10.0.0.6"}}) == "repo01");
    CHECK(self({"--host", "repo01"}, web01_itself) == "repo01");
    CHECK(self({"--stand-in-for", "repo01"}, web01_itself) == "repo01");
    CHECK(self({"--host", "repo01:9392"}, web01_itself) ==
          "--host: \"repo01:9392\" has a port; expected the host alone: repo01\n");
    CHECK(self({"--host", "repo1"}, web01_itself) ==
          "--host: the site file has no host \"repo1\"; did you mean \"repo01\"?\n");
    CHECK(self({}, {"x", {"10.9.9.9"}}) ==
          "--host: no host in the site file has an address or the name (x) of this host; give the name of one\n");
    CHECK(self({}, {"x", {"10.0.0.6", "10.0.7.3"}}) ==
          "--host: several hosts in the site file could be this host (web01.example.org, repo01); give the name of "
          "one\n");
    CHECK(self({"--host", "repo01", "--stand-in-for", "repo01"}, web01_itself) ==
          "--host: cannot be combined with --stand-in-for: both choose the host whose roles apply\n");
    CHECK(self({"--as", "agent-linux"}, {"x", {}}) == "x"); // a role was given, so it need not be in the site
}

TEST_CASE("another name of this machine finds it in the site, or tells it from the rest") {
    const site_file file(R"({"schema":"fairway-site/1","hosts":[
        {"name":"web01.a.test","roles":["agent-windows"]}, {"name":"web01.b.test","roles":["agent-windows"]},
        {"name":"VERYLONGHOSTNAM","roles":["agent-windows"]},
        {"name":"other","addresses":["db.a.test"],"roles":["repository"]}]})");
    struct row {
        local_identity local;
        const char* self;
    };
    const row rows[] = {
        {{"web01", {}, {"web01.b.test", "WEB01"}}, "web01.b.test"},
        {{"WEB01", {}, {"WEB01.A.TEST", "WEB01"}}, "web01.a.test"},
        {{"web01.a.test", {}, {"web01.b.test"}}, "web01.a.test"}, // the host name says enough
        {{"verylonghostname", {}, {"verylonghostname.a.test", "VERYLONGHOSTNAM"}}, "VERYLONGHOSTNAM"},
        {{"db", {}, {"db.a.test"}}, "other"},
        {{"web01", {}, {"WEB01"}},
         "--host: several hosts in the site file could be this host (web01.a.test, web01.b.test); give the name of "
         "one\n"},
        {{"x", {}, {"x.a.test", "X"}},
         "--host: no host in the site file has an address or the name (x, x.a.test) of this host; give the name of "
         "one\n"},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.self));
        CHECK(self_or_problems(file, {}, r.local) == r.self);
    }
}

TEST_CASE("names mean the same host however they are spelled, short or in full") {
    const site_file file(two_hosts);
    const auto self = [&](const arguments& more, const local_identity& local) {
        return self_or_problems(file, more, local);
    };
    for (const char* name : {"WEB01", "web01.example.org.", "Web01.Example.Org", "web01"}) {
        CHECK(self({}, {name, {}}) == "web01.example.org");
        CHECK(self({"--host", name}, {"x", {}}) == "web01.example.org");
    }
    CHECK(self({}, {"REPO01.example.org", {}}) == "repo01"); // the site has the short name
    CHECK(self({"--host", "web01.other.org"}, {"x", {}}).starts_with("--host: the site file has no host"));

    const auto a = assign(
        {"--site", file.path, "--host", "web01", "--peer", "agent-linux=Repo01.example.org", "--planned", "REPO01."});
    REQUIRE_MESSAGE(a.value.has_value(), a.problems);
    CHECK(a.value->site.hosts.size() == 2);
    CHECK(a.value->site.hosts[1].peer);

    const site_file twins(R"({"schema":"fairway-site/1","hosts":[
        {"name":"db.east.example","addresses":["10.0.7.3"],"roles":["agent-linux"]},
        {"name":"db.west.example","addresses":["10.0.0.6"],"roles":["repository"]}]})");
    CHECK(assign({"--site", twins.path, "--host", "db", "--planned", "DB", "--peer", "repository=db"}).problems ==
          "--host: \"db\" could be any of several hosts (db.east.example, db.west.example); give the full name of one\n"
          "--peer: \"db\" could be any of several hosts (db.east.example, db.west.example); give the full name of one\n"
          "--planned: \"DB\" could be any of several hosts (db.east.example, db.west.example); give the full name of "
          "one\n");
}

TEST_CASE("certificates of the site name hosts for the role crl") {
    const std::string begin = R"({"schema":"fairway-site/1","hosts":[
        {"name":"web01","addresses":["10.0.7.3"],"roles":["agent-linux"]}],
        "endpoints":{"crl":["crl.example.org"]},"certificates":[")";
    SUBCASE("a good one") {
        const auto card = test::make_card({.name = "provider",
                                           .crl = "URI:http://crl.example.org/a.crl,URI:http://crl2.example.org/b.crl",
                                           .access = "OCSP;URI:http://ocsp.example.org:8080/"});
        const site_file file(begin + "provider.pem\"]}");
        test::write(file.folder / "provider.pem", card.pem());
        const auto a = assign({"--site", file.path});
        REQUIRE_MESSAGE(a.value.has_value(), a.problems);
        const auto& hosts = a.value->site.endpoints.at("crl");
        REQUIRE(hosts.size() == 3); // each once
        CHECK(hosts[0].host == "crl.example.org");
        CHECK(hosts[1].host == "crl2.example.org");
        CHECK(!hosts[1].port);
        CHECK(hosts[2].host == "ocsp.example.org");
        CHECK(hosts[2].port == 8080);
    }
    SUBCASE("none in it") {
        const test::temporary_file certificate("hello");
        const site_file file(begin + nlohmann::json(certificate.path()).dump().substr(1) + "]}");
        CHECK(assign({"--site", file.path}).problems == file.path + ": /certificates/0: " + certificate.path() +
                                                            " contains no certificate; expected PEM or DER\n");
    }
    SUBCASE("no such file") {
        const site_file file(begin + "nowhere.pem\"]}");
        CHECK(assign({"--site", file.path}).problems == file.path +
                                                            ": /certificates/0: " + (file.folder / "nowhere.pem") +
                                                            " cannot be opened: No such file or directory\n");
    }
}

TEST_CASE("a named peer that is this very host is probed") {
    const site_file file(two_hosts);
    const auto a = assign({"--site", file.path, "--peer", "repository=web01.example.org"});
    REQUIRE_MESSAGE(a.value.has_value(), a.problems);
    CHECK(a.value->site.find_host("web01.example.org")->peer);
    CHECK(!a.value->self.peer);
    CHECK(a.value->self.roles == std::vector<std::string>{"agent-linux"});
}
