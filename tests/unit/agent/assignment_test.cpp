#include "agent/assignment.hpp"

#include "agent/commands/check_options.hpp"
#include "agent/output/format.hpp"
#include "matrix/site.hpp"
#include "tests/certificates.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <unistd.h>

using namespace fairway;

namespace {

const local_identity here{"web01", {"10.0.7.3", "fd00::7:3"}};

struct outcome_of_options {
    std::optional<assignment> value;
    std::string problems;
};

outcome_of_options assign(const arguments& args, const local_identity& local = here) {
    const auto o = read_check_options(args, check_mode::check);
    std::string text;
    for (const auto& p : o.problems)
        text += to_string(p) + "\n";
    if (!o) return {std::nullopt, text};
    auto a = make_assignment(o.value->options, local);
    for (const auto& p : a.problems)
        text += to_string(p) + "\n";
    return {std::move(a.value), text};
}

/// A site file that goes away again.
struct site_file {
    std::string path;
    explicit site_file(const std::string& text) {
        char name[] = "/tmp/fairway-site-XXXXXX";
        const int fd = ::mkstemp(name);
        REQUIRE(fd >= 0);
        ::close(fd);
        path = name;
        std::ofstream(path) << text;
    }
    ~site_file() { ::unlink(path.c_str()); }
};

const char* two_hosts = R"({"schema":"fairway-site/1","hosts":[
    {"name":"web01.example.org","addresses":["10.0.7.3"],"roles":["agent-linux"]},
    {"name":"repo01","addresses":["10.0.0.6"],"roles":["repository"]}]})";

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

TEST_CASE("mistakes on the command line, each with its exact words") {
    struct row {
        arguments args;
        std::string problems;
    };
    const row rows[] = {
        {{},
         "what is this host? Say it with --as ROLE (e.g. --as agent-linux), or give a --site FILE\n"
         "which hosts does it work with? Name them with --peer ROLE=HOST (e.g. --peer backup-server=vbr01), or give a "
         "--site FILE\n"},
        {{"--as", "agent-linx", "--peer", "backup-serer=vbr01"},
         "--as: unknown role \"agent-linx\"; did you mean \"agent-linux\"?\n"
         "--peer: unknown role \"backup-serer\"; did you mean \"backup-server\"?\n"},
        {{"--as", "agent", "--peer", "backup-server=vbr01"},
         "--as: the role \"agent\" is too general for a host; expected agent-windows, agent-linux, agent-unix or "
         "agent-macos\n"},
        {{"--as", "agent-linux", "--peer", "vbr01"},
         "--peer: \"vbr01\": expected ROLE=HOST, e.g. backup-server=vbr01\n"
         "which hosts does it work with? Name them with --peer ROLE=HOST (e.g. --peer backup-server=vbr01), or give a "
         "--site FILE\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a,,b"},
         "--peer: \"a,,b\" has an empty name between commas\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a b"},
         "--peer: \"backup-server=a b\": expected a host name or an IP address\n"},
        {{"--as", "agent-linux", "--peer", "s3-compatible=minio:99999"},
         "--peer: \"s3-compatible=minio:99999\": expected HOST or HOST:PORT\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--timeout", "0"},
         "--timeout: \"0\": expected seconds from 0.2 to 60\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--rate", "fast"},
         "--rate: \"fast\": expected connections a second from 1 to 1000000, or 0 for no limit\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--sample", "1"},
         "--sample: \"1\": expected a whole number of ports from 2 to 65535\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--phase", "now"},
         "--phase: \"now\": expected onboarding or operation\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--format", "xml"},
         "--format: unknown format \"xml\"; known are: " + format_names() + "\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=vbr01", "--planned", "vbr1"},
         "--planned: no such host \"vbr1\"; did you mean \"vbr01\"?\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--host", "a"},
         "--host: names a host of a site file: give one with --site FILE\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--phase", "operation", "--phase", "operation"},
         "--phase: given 2 times; once was expected\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--responder", "a"},
         "--responder: needs the site key that the responders have: --key-file KEY\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--key-file", "k"},
         "--key-file: says nothing without --responder HOST: the key is for the responders there\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--key-file", "k", "--responder", "a,,b"},
         "--responder: \"a,,b\" has an empty name between commas\n"},
        {{"--pear", "x"}, "--pear: unknown option; did you mean \"--peer\"?\n"},
        {{"--peer"}, "--peer: needs a value\n"},
        {{"vbr01"}, "unexpected word; options begin with --\n"},
        {{"--as", "agent-linux", "--peer", "backup-server=a", "--fact", "netbois=true"},
         "--fact: unknown fact \"netbois\"; did you mean \"netbios\"?\n"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.problems);
        const auto a = assign(r.args);
        CHECK(!a.value.has_value());
        CHECK(a.problems == r.problems);
    }
}

TEST_CASE("plan knows no options of the probing itself") {
    const auto o =
        read_check_options({"--as", "agent-linux", "--peer", "backup-server=a", "--rate", "5"}, check_mode::plan);
    CHECK(!o);
}

TEST_CASE("ports are asked what they are, unless told not to") {
    for (const auto mode : {check_mode::check, check_mode::plan}) {
        const auto o = read_check_options({"--as", "agent-linux", "--peer", "backup-server=a"}, mode);
        REQUIRE(o);
        CHECK(o.value->options.identify);
        const auto no = read_check_options({"--as", "agent-linux", "--peer", "backup-server=a", "--no-identify"}, mode);
        REQUIRE(no);
        CHECK(!no.value->options.identify);
    }
}

TEST_CASE("which host of the site is this one") {
    const site_file file(two_hosts);
    const auto self = [&](const arguments& more, const local_identity& local) {
        arguments args{"--site", file.path};
        args.insert(args.end(), more.begin(), more.end());
        const auto a = assign(args, local);
        return a.value ? a.value->self.name : a.problems;
    };
    CHECK(self({}, here) == "web01.example.org");          // by address
    CHECK(self({}, {"web01", {}}) == "web01.example.org"); // by short name
    CHECK(self({}, {"x", {"10.0.0.6"}}) == "repo01");
    CHECK(self({"--host", "repo01"}, here) == "repo01");
    CHECK(self({"--stand-in-for", "repo01"}, here) == "repo01");
    CHECK(self({"--host", "repo1"}, here) == "--host: the site has no host \"repo1\"; did you mean \"repo01\"?\n");
    CHECK(
        self({}, {"x", {"10.9.9.9"}}) ==
        "--host: no host in the site has this machine's name (x) or one of its addresses; name the host that it is\n");
    CHECK(self({}, {"x", {"10.0.0.6", "10.0.7.3"}}) ==
          "--host: several hosts in the site could be this machine (web01.example.org, repo01); name the one that it "
          "is\n");
    CHECK(self({"--host", "repo01", "--stand-in-for", "repo01"}, here) ==
          "--host: cannot be combined with --stand-in-for: both say whose roles to probe with\n");
    CHECK(self({"--as", "agent-linux"}, {"x", {}}) == "x"); // a role was given, so it need not be in the site
}

TEST_CASE("certificates of the site name hosts for the role crl") {
    const std::string begin = R"({"schema":"fairway-site/1","hosts":[
        {"name":"web01","addresses":["10.0.7.3"],"roles":["agent-linux"]}],
        "endpoints":{"crl":["crl.example.org"]},"certificates":[")";
    SUBCASE("a good one") {
        const auto card = test::make_card({.name = "provider",
                                           .crl = "URI:http://crl.example.org/a.crl,URI:http://crl2.example.org/b.crl",
                                           .access = "OCSP;URI:http://ocsp.example.org:8080/"});
        const site_file certificate(card.pem());
        const site_file file(begin + certificate.path.substr(certificate.path.rfind('/') + 1) + "\"]}");
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
        const site_file certificate("hello");
        const site_file file(begin + certificate.path + "\"]}");
        CHECK(assign({"--site", file.path}).problems == file.path + ": /certificates/0: " + certificate.path +
                                                            " holds no certificate; PEM or DER was expected\n");
    }
    SUBCASE("no such file") {
        const site_file file(begin + "nowhere.pem\"]}");
        CHECK(assign({"--site", file.path}).problems ==
              file.path + ": /certificates/0: /tmp/nowhere.pem cannot be opened: No such file or directory\n");
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

TEST_CASE("help names every option") {
    for (const auto mode : {check_mode::check, check_mode::plan}) {
        const auto help = check_help(mode);
        for (const char* option : {"--as", "--peer", "--site", "--host", "--stand-in-for", "--fact", "--phase",
                                   "--planned", "--only", "--sample", "--no-identify", "--matrix"})
            CHECK(help.find(option) != std::string::npos);
        for (const char* option :
             {"--format", "--output", "--timeout", "--rate", "--strict", "--key-file", "--responder"})
            CHECK((help.find(option) != std::string::npos) == (mode == check_mode::check));
    }
}
