#include "matrix/site.hpp"

#include "matrix/shipped.hpp"
#include "tests/unit/matrix/small_matrix.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

using namespace fairway;
using nlohmann::json;

namespace {

constexpr auto good_site = R"({
  // what people write
  "schema": "fairway-site/1", "matrix": "demo",
  "facts": {"netbios": false, "oldest": "13.0.1"},
  "hosts": [
    {"name": "vbr01", "roles": ["server"], "proxy": null},
    {"name": "web01", "addresses": ["10.0.0.5", "web01.corp.example", "2001:db8::5"], "roles": ["agent-linux", "client"],
     "facts": {"os": "linux"}, "ports": {"6160": "7160", "2500-3300": "2600,2500-2509", "22": 2222}, "installed": true,
     "source": ["10.0.0.0/24", "2001:db8::5"],
     "owner": "Web team", "contact": "web@example.com", "tags": ["dmz", "tier 2"]}
  ],
  "endpoints": {"region": "china", "account": "acme",
                "cloud": ["s3.example.com", "s3.example.com:8443", "[2001:db8::1]:9000", "[2001:db8::2]", "2001:db8::3", "10.0.0.9:443",
                          "https://s3.example.net/bucket?x", "HTTP://me@[2001:db8::4]", "https://s3.example.org:9000/"]},
  "certificates": ["provider.pem"],
  "proxy": "http://proxy.example:3128", "proxy_credentials_file": "secret", "no_proxy": [".corp.example", "10.0.0.0/8"],
  "accept": [{"flow": "*:tcp:22,*", "host": "web*", "finding": "silent", "reason": "CHG-1", "until": "2026-12-31"}]
})";

json parsed_site(const char* text) {
    return json::parse(text, nullptr, true, true);
}

} // namespace

TEST_CASE("a site is read as it was written") {
    const auto m = small_matrix();
    const auto read = read_site(good_site, "site.json", m);
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    const auto& s = *read.value;
    CHECK(s.facts == fact_values{{"netbios", "false"}, {"oldest", "13.0.1"}});
    REQUIRE(s.hosts.size() == 2);
    CHECK(s.hosts[0].name == "vbr01");
    CHECK(s.hosts[0].addresses.empty());
    CHECK_FALSE(s.hosts[0].installed.has_value());
    CHECK_FALSE(s.hosts[0].peer);
    const auto& web = s.hosts[1];
    CHECK(web.addresses == std::vector<std::string>{"10.0.0.5", "web01.corp.example", "2001:db8::5"});
    CHECK(web.roles == std::vector<std::string>{"agent-linux", "client"});
    CHECK(web.facts == fact_values{{"os", "linux"}});
    CHECK(web.installed == true);
    CHECK(s.proxy == proxy_use{"http://proxy.example:3128", "secret", {".corp.example", "10.0.0.0/8"}});
    CHECK(s.hosts[0].proxy == proxy_use{}); // it has none
    CHECK_FALSE(web.proxy);                 // it has the site's
    CHECK(web.source == std::vector<std::string>{"10.0.0.0/24", "2001:db8::5"});
    CHECK(web.labels == host_labels{"Web team", "web@example.com", {"dmz", "tier 2"}});
    CHECK(s.hosts[0].labels.empty());
    std::string overrides;
    for (const auto& o : web.ports)
        overrides += key_of(o) + "->" + to_string(o.ports) + " ";
    CHECK(overrides == "22->2222 2500-3300->2500-2509,2600 6160->7160 ");
    CHECK(s.region == "china");
    CHECK(s.placeholders == std::map<std::string, std::string>{{"account", "acme"}});
    REQUIRE(s.endpoints.size() == 1);
    std::string endpoints;
    for (const auto& e : s.endpoints.at("cloud"))
        endpoints += e.host + (e.port ? " " + std::to_string(*e.port) : "") + ", ";
    CHECK(endpoints == "s3.example.com, s3.example.com 8443, 2001:db8::1 9000, 2001:db8::2, 2001:db8::3, 10.0.0.9 443, "
                       "s3.example.net 443, 2001:db8::4 80, s3.example.org 9000, ");
    CHECK(s.certificates == std::vector<std::string>{"provider.pem"});
    REQUIRE(s.accept.size() == 1);
    CHECK(s.accept[0].flow == "*:tcp:22,*");
    CHECK(s.accept[0].host == "web*");
    CHECK(s.accept[0].finding == "silent");
    CHECK(s.accept[0].reason == "CHG-1");
    CHECK(s.accept[0].until == "2026-12-31");
    CHECK(s.find_host("web01") == &s.hosts[1]);
    CHECK(s.find_host("web02") == nullptr);

    const auto least = read_site(R"({"schema": "fairway-site/1", "hosts": []})", "site.json", m);
    REQUIRE(least.value);
    CHECK(least.value->region.empty());
}

TEST_CASE("an external service that is listed without names is used") {
    const auto read =
        read_site(R"({"schema": "fairway-site/1", "hosts": [], "endpoints": {"cloud": []}})", "f", small_matrix());
    REQUIRE(read.value);
    REQUIRE(read.value->endpoints.contains("cloud"));
    CHECK(read.value->endpoints.at("cloud").empty());
}

TEST_CASE("every rule of a site file has its message") {
    struct row {
        std::string change, value; ///< JSON pointer, and what is put there; nothing: it is taken away
        std::string pointer, message;
    };
    json tags = json::array();
    for (int i = 0; i < 65; ++i)
        tags.push_back("t" + std::to_string(i));
    const auto many_tags = tags.dump();
    const std::string no_endpoint = R"(expected "host", "host:port" or "[IPv6 address]:port", found )";
    const auto m = small_matrix();
    for (
        const auto& [change, value, pointer, message] : std::vector<row>{
            // the top
            {"/schema", R"("fairway-site/2")", "/schema",
             R"(expected "fairway-site/1", found the string "fairway-site/2")"},
            {"/schema", R"("fairway-matrix/1")", "/schema",
             R"(expected "fairway-site/1", found the string "fairway-matrix/1")"},
            {"/schema", "", "", R"(the key "schema" is missing)"},
            {"/hosts", "", "", R"(the key "hosts" is missing)"},
            {"/hosts", "{}", "/hosts", "expected a list, found an object"},
            {"/host", "[]", "/host", R"(unknown key "host"; did you mean "hosts"?)"},
            {"/x", "1", "/x",
             R"(unknown key "x"; expected schema, matrix, matrices, facts, hosts, endpoints, certificates, accept, proxy, proxy_credentials_file or no_proxy)"},
            {"/matrices", R"(["demo"])", "/matrix", R"("matrices" is there already; use only that)"},
            {"/matrices", "[]", "/matrices", "must not be empty"},
            {"/matrices", "[1]", "/matrices/0", "expected a string, found the number 1"},
            {"/matrix", "1", "/matrix", "expected a string, found the number 1"},
            // source
            {"/hosts/1/source", R"("10.0.0.5")", "/hosts/1/source", R"(expected a list, found the string "10.0.0.5")"},
            {"/hosts/1/source", R"(["eth0"])", "/hosts/1/source",
             R"(expected an IP address of this host, or a network such as 10.1.0.0/16, found "eth0")"},
            {"/hosts/1/source", R"(["10.0.0.5", "10.1.0.0/16"])", "/hosts/1/source",
             R"(expected one entry for each family, found "10.0.0.5" and "10.1.0.0/16")"},
            // proxy
            {"/proxy", R"("http://me:geheim@proxy:3128")", "/proxy",
             "the URL must not contain a user name: put USER:PASSWORD into a file of its own, and name that; expected "
             "http://HOST:PORT"},
            {"/proxy", R"("socks5://proxy")", "/proxy",
             "this kind of proxy is not supported; expected http://[USER:PASSWORD@]HOST:PORT"},
            {"/proxy", "3128", "/proxy", "expected a string, found the number 3128"},
            {"/no_proxy/0", R"("http://host")", "/no_proxy/0",
             R"(expected a host, a domain such as .example.com, an IP address or a network such as 10.0.0.0/8, found "http://host")"},
            {"/hosts/1/no_proxy", R"(["*"])", "/hosts/1/no_proxy", R"(has no effect without the URL of a "proxy")"},
            {"/hosts/0/proxy_credentials_file", R"("x")", "/hosts/0/proxy_credentials_file",
             R"(has no effect without the URL of a "proxy")"},
            // facts
            {"/facts", "[]", "/facts", "expected an object, found a list"},
            {"/facts/netbois", "true", "/facts/netbois", R"(unknown fact "netbois"; did you mean "netbios"?)"},
            {"/facts/xyz~1", "true", "/facts/xyz~1", R"(unknown fact "xyz/"; expected netbios, oldest or os)"},
            {"/facts/netbios", R"("no")", "/facts/netbios", R"(expected true or false, found the string "no")"},
            {"/facts/netbios", R"("false")", "/facts/netbios", R"(expected true or false, found the string "false")"},
            {"/facts/netbios", "null", "/facts/netbios", "expected true or false, found null"},
            {"/facts/oldest", "13.0", "/facts/oldest",
             R"(expected a version in quotes, such as "13.0.1", found the number 13.0)"},
            {"/facts/oldest", R"("13.x")", "/facts/oldest",
             R"(the fact "oldest" is a version such as 13.0.1, not "13.x")"},
            {"/facts/os", R"("unix")", "/facts/os", R"(the fact "os" is linux or windows, not "unix")"},
            {"/facts/os", "true", "/facts/os", "expected linux or windows, in quotes, found true"},
            {"/facts/os", "[]", "/facts/os", "expected linux or windows, in quotes, found a list"},
            {"/hosts/1/facts/netbios", "true", "/hosts/1/facts/netbios",
             R"(the fact "netbios" applies to the whole site; state it in "facts" at the top)"},
            {"/hosts/1/facts/oss", "true", "/hosts/1/facts/oss", R"(unknown fact "oss"; did you mean "os"?)"},
            // hosts
            {"/hosts/0", R"("vbr01")", "/hosts/0", R"(expected an object, found the string "vbr01")"},
            {"/hosts/0/name", "", "/hosts/0", R"(the key "name" is missing)"},
            {"/hosts/0/roles", "", "/hosts/0", R"(the key "roles" is missing)"},
            {"/hosts/0/role", "[]", "/hosts/0/role", R"(unknown key "role"; did you mean "roles"?)"},
            {"/hosts/0/name", R"("")", "/hosts/0/name", "must not be empty"},
            {"/hosts/0/name", R"("  ")", "/hosts/0/name", "must not be empty"},
            {"/hosts/0/name", "7", "/hosts/0/name", "expected a string, found the number 7"},
            {"/hosts/0/name", R"("vbr 01")", "/hosts/0/name", R"("vbr 01" is neither a host name nor an IP address)"},
            {"/hosts/0/name", R"("10.0.0.300")", "/hosts/0/name",
             R"("10.0.0.300" is neither a host name nor an IP address)"},
            {"/hosts/0/name", R"("vbr01:9419")", "/hosts/0/name",
             R"("vbr01:9419" has a port; expected the host alone: vbr01)"},
            {"/hosts/0/addresses", R"(["https://vbr01/"])", "/hosts/0/addresses/0",
             R"("https://vbr01/" is a URL; expected the host alone: vbr01)"},
            {"/hosts/0/name", R"("vbr\u001b[2J")", "/hosts/0/name",
             R"(must be one line without control characters, found the string "vbr\x1b[2J")"},
            {"/hosts/0/name", R"("WEB01")", "/hosts/1/name",
             R"(the host "web01" is named twice, first at /hosts/0/name)"},
            {"/hosts/0/addresses", "[]", "/hosts/0/addresses", "must not be empty"},
            {"/hosts/0/addresses", R"("10.0.0.1")", "/hosts/0/addresses",
             R"(expected a list, found the string "10.0.0.1")"},
            {"/hosts/0/addresses", R"(["10.0.0.1", "10.0.0.0/8"])", "/hosts/0/addresses/1",
             R"("10.0.0.0/8" is a network; expected the name or the address of one host)"},
            {"/hosts/0/addresses", R"(["10.0.0.1", "0.0.0.0"])", "/hosts/0/addresses/1",
             R"("0.0.0.0" is no host's address (unspecified); expected the name or the address of one host)"},
            {"/hosts/0/addresses", R"(["::ffff:0:0"])", "/hosts/0/addresses/0",
             R"("::ffff:0:0" is no host's address (unspecified); expected the name or the address of one host)"},
            {"/hosts/0/name", R"("ff02::1")", "/hosts/0/name",
             R"("ff02::1" is no host's address (multicast); expected the name or the address of one host)"},
            {"/hosts/0/addresses", R"(["2001:DB8:0::5"])", "/hosts/1/addresses/2",
             R"(the address "2001:db8::5" is also that of "vbr01" at /hosts/0/addresses/0)"},
            {"/hosts/1/addresses/1", R"("VBR01.")", "/hosts/1/addresses/1",
             R"(the address "VBR01." is also that of "vbr01" at /hosts/0/name)"},
            {"/hosts/1/addresses/1", R"("10.0.0.5")", "/hosts/1/addresses/1", R"("10.0.0.5" is given twice)"},
            {"/hosts/1/addresses/1", R"("2001:db8:0::5")", "/hosts/1/addresses/2",
             R"(the address "2001:db8::5" is given twice)"},
            {"/hosts/1/addresses/0", R"(5)", "/hosts/1/addresses/0", "expected a string, found the number 5"},
            {"/hosts/0/roles", "[]", "/hosts/0/roles", "must not be empty"},
            {"/hosts/0/roles", R"(["server", "agent-linx"])", "/hosts/0/roles/1",
             R"(unknown role "agent-linx"; did you mean "agent-linux"?)"},
            {"/hosts/0/roles/0", R"("firewall")", "/hosts/0/roles/0",
             R"(unknown role "firewall"; expected server, agent-linux, agent-windows, client or cloud)"},
            {"/hosts/0/roles/0", R"("agent")", "/hosts/0/roles/0",
             R"(the role "agent" is too general for a host; expected agent-linux or agent-windows)"},
            {"/hosts/1/roles/1", R"("agent-linux")", "/hosts/1/roles/1", R"("agent-linux" is given twice)"},
            {"/hosts/0/installed", R"("yes")", "/hosts/0/installed",
             R"(expected true or false, found the string "yes")"},
            {"/hosts/0/owner", "7", "/hosts/0/owner", "expected a string, found the number 7"},
            {"/hosts/0/owner", R"("")", "/hosts/0/owner", "must not be empty"},
            {"/hosts/0/contact", '"' + std::string(256, 'x') + '"', "/hosts/0/contact",
             "has 256 bytes; at most 255 are kept"},
            {"/hosts/0/tags", R"("dmz")", "/hosts/0/tags", R"(expected a list, found the string "dmz")"},
            {"/hosts/0/tags", R"(["dmz", "dmz"])", "/hosts/0/tags/1", R"("dmz" is given twice)"},
            {"/hosts/0/tags", many_tags, "/hosts/0/tags", "has 65 entries; at most 64 are kept"},
            {"/hosts/0/ownr", R"("x")", "/hosts/0/ownr", R"(unknown key "ownr"; did you mean "owner"?)"},
            // changed ports
            {"/hosts/1/ports", "[]", "/hosts/1/ports", "expected an object, found a list"},
            {"/hosts/1/ports/6161", R"("7")", "/hosts/1/ports/6161",
             R"(no flow to agent-linux or client uses "6161"; expected 22, 2500-3300 or 6160)"},
            {"/hosts/1/ports/2500", R"("7")", "/hosts/1/ports/2500",
             R"(no flow to agent-linux or client uses "2500"; expected 22, 2500-3300 or 6160)"},
            {"/hosts/1/roles", R"(["client"])", "/hosts/1/ports/22",
             R"(no flow to client uses "22"; there is nothing to change)"},
            {"/hosts/1/ports/custom", R"("7")", "/hosts/1/ports/custom",
             "all flows to agent-linux or client name their ports; expected 22, 2500-3300 or 6160"},
            {"/hosts/1/ports/06160", R"("7")", "/hosts/1/ports/6160", "the port 6160 is given twice"},
            {"/hosts/1/ports/70000", R"("7")", "/hosts/1/ports/70000", "port 70000 is out of range 1-65535"},
            {"/hosts/1/ports/3300-2500", R"("7")", "/hosts/1/ports/3300-2500", "the range 3300-2500 runs backwards"},
            {"/hosts/1/ports/6160", R"("70000")", "/hosts/1/ports/6160", "port 70000 is out of range 1-65535"},
            {"/hosts/1/ports/6160", "70000", "/hosts/1/ports/6160", "port 70000 is out of range 1-65535"},
            {"/hosts/1/ports/6160", "0", "/hosts/1/ports/6160", "port 0 is out of range 1-65535"},
            {"/hosts/1/ports/6160", R"("3300-2500")", "/hosts/1/ports/6160", "the range 3300-2500 runs backwards"},
            {"/hosts/1/ports/6160", R"("1,,2")", "/hosts/1/ports/6160",
             R"("" is not a port or a range such as 2500-3300)"},
            {"/hosts/1/ports/6160", R"("")", "/hosts/1/ports/6160", R"("" is not a port or a range such as 2500-3300)"},
            {"/hosts/1/ports/6160", R"(["1"])", "/hosts/1/ports/6160",
             R"(expected a port or a range such as "2500-3300", found a list)"},
            // endpoints
            {"/endpoints", "[]", "/endpoints", "expected an object, found a list"},
            {"/endpoints/acount", R"("x")", "/endpoints/acount", R"(unknown name "acount"; did you mean "account"?)"},
            {"/endpoints/xyz", R"("x")", "/endpoints/xyz", R"(unknown name "xyz"; expected region, account or cloud)"},
            {"/endpoints/server", R"(["x"])", "/endpoints/server",
             R"(the role "server" is for this site's own hosts; list them in "hosts")"},
            {"/endpoints/region", R"("chine")", "/endpoints/region",
             R"(unknown region "chine"; did you mean "china"?)"},
            {"/endpoints/region", R"("mars")", "/endpoints/region",
             R"(unknown region "mars"; expected china or global)"},
            {"/endpoints/region", "[]", "/endpoints/region", "expected a string, found a list"},
            {"/endpoints/account", R"("")", "/endpoints/account", "must not be empty"},
            {"/endpoints/account", R"("a/b")", "/endpoints/account",
             R"(expected letters, digits, "-" and ".", found "a/b")"},
            {"/endpoints/cloud", R"("a")", "/endpoints/cloud",
             R"(expected a list such as ["host", "host:443"], found the string "a")"},
            {"/endpoints/cloud/1", "1", "/endpoints/cloud/1", "expected a string, found the number 1"},
            {"/endpoints/cloud/1", R"("a:70000")", "/endpoints/cloud/1", "port 70000 is out of range 1-65535"},
            {"/endpoints/cloud/1", R"("a:")", "/endpoints/cloud/1", R"("" is not a port or a range such as 2500-3300)"},
            {"/endpoints/cloud/1", R"("a:1-2")", "/endpoints/cloud/1", R"(expected one port, found "1-2")"},
            {"/endpoints/cloud/1", R"(":443")", "/endpoints/cloud/1", no_endpoint + R"(":443")"},
            {"/endpoints/cloud/1", R"("a b")", "/endpoints/cloud/1", no_endpoint + R"("a b")"},
            {"/endpoints/cloud/1", R"("ftp://a")", "/endpoints/cloud/1", no_endpoint + R"("ftp://a")"},
            {"/endpoints/cloud/1", R"("https://a:x/")", "/endpoints/cloud/1",
             R"("x" is not a port or a range such as 2500-3300)"},
            {"/endpoints/cloud/1", R"("https://0.0.0.0/")", "/endpoints/cloud/1",
             R"("0.0.0.0" is no host's address (unspecified); expected the name or the address of one host)"},
            {"/endpoints/cloud/1", R"("\\\\nas01\\backup")", "/endpoints/cloud/1",
             R"("\\nas01\backup" is the path of a share; expected the host alone: nas01)"},
            {"/endpoints/cloud/1", "\"s3\\u00a0\"", "/endpoints/cloud/1",
             "\"s3\u00a0\" has U+00A0 (no-break space), which looks like a space; type it anew"},
            {"/endpoints/cloud/1", R"("[::1")", "/endpoints/cloud/1", no_endpoint + R"("[::1")"},
            {"/endpoints/cloud/1", R"("[::1]443")", "/endpoints/cloud/1", no_endpoint + R"("[::1]443")"},
            {"/endpoints/cloud/1", R"("[web01]:443")", "/endpoints/cloud/1", no_endpoint + R"("[web01]:443")"},
            {"/endpoints/cloud/1", R"("1:2:3:4:5:6:7:8:443")", "/endpoints/cloud/1",
             no_endpoint + R"("1:2:3:4:5:6:7:8:443")"},
            {"/endpoints/cloud/1", R"("0.0.0.0:443")", "/endpoints/cloud/1",
             R"("0.0.0.0" is no host's address (unspecified); expected the name or the address of one host)"},
            {"/endpoints/cloud/1", R"("[::]:443")", "/endpoints/cloud/1",
             R"("::" is no host's address (unspecified); expected the name or the address of one host)"},
            {"/endpoints/cloud/1", R"("255.255.255.255")", "/endpoints/cloud/1",
             R"("255.255.255.255" is no host's address (broadcast); expected the name or the address of one host)"},
            // certificates
            {"/certificates", "\"a.pem\"", "/certificates", R"(expected a list, found the string "a.pem")"},
            {"/certificates/0", "5", "/certificates/0", "expected a string, found the number 5"},
            // acceptances
            {"/accept", "{}", "/accept", "expected a list, found an object"},
            {"/accept/0/until", "", "/accept/0", R"(the key "until" is missing)"},
            {"/accept/0/untill", "1", "/accept/0/untill", R"(unknown key "untill"; did you mean "until"?)"},
            {"/accept/0/flow", R"("server:agent:tcp:6161")", "/accept/0/flow",
             R"(no flow ID matches "server:agent:tcp:6161"; did you mean "server:agent:tcp:6160"?)"},
            {"/accept/0/flow", R"("*:udp:*")", "/accept/0/flow",
             R"(no flow ID matches "*:udp:*"; `fairway matrix list` shows them all)"},
            {"/accept/0/finding", R"("silence")", "/accept/0/finding",
             R"(unknown finding "silence"; did you mean "silent"?)"},
            {"/accept/0/finding", R"("closed")", "/accept/0/finding",
             R"(unknown finding "closed"; expected proven, confirmed, connected, path-open, stalled, wrong-service, intercepted, intermediary, blocked, silent, unreachable, name-failure or one of 4 others)"},
            {"/accept/0/reason", R"("")", "/accept/0/reason", "must not be empty"},
            {"/accept/0/until", R"("2026-02-30")", "/accept/0/until",
             R"(expected a date such as 2026-12-31, found "2026-02-30")"},
            {"/accept/0/until", R"("31.12.2026")", "/accept/0/until",
             R"(expected a date such as 2026-12-31, found "31.12.2026")"},
        }) {
        const auto& this_change = change;
        CAPTURE(this_change);
        const auto& this_value = value;
        CAPTURE(this_value);
        auto file = parsed_site(good_site);
        const json::json_pointer where(change);
        if (value.empty())
            file[where.parent_pointer()].erase(where.back());
        else
            file[where] = json::parse(value);
        const auto read = read_site(file.dump(), "site.json", m);
        CHECK_FALSE(read.value);
        const auto told = [&at = pointer, &said = message](const problem& p) {
            return p.file == "site.json" && p.pointer == at && p.message == said;
        };
        CHECK(std::any_of(read.problems.begin(), read.problems.end(), told));
        if (!std::any_of(read.problems.begin(), read.problems.end(), told))
            for (const auto& p : read.problems)
                MESSAGE(to_string(p));
    }
}

TEST_CASE("a host named by what is no host's address is told once") {
    const auto read = read_site(R"({"schema": "fairway-site/1", "hosts": [{"name": "0.0.0.0", "roles": ["server"]}]})",
                                "f", small_matrix());
    REQUIRE(read.problems.size() == 1);
    CHECK(to_string(read.problems[0]) == "f: /hosts/0/name: \"0.0.0.0\" is no host's address (unspecified); expected "
                                         "the name or the address of one host");
}

TEST_CASE("a host that is named twice is told once") {
    const auto read = read_site(R"({"schema": "fairway-site/1", "hosts": [{"name": "a", "roles": ["server"]},
        {"name": "A.", "roles": ["server"]}, {"name": "b", "addresses": ["a"], "roles": ["client"]}]})",
                                "f", small_matrix());
    REQUIRE(read.problems.size() == 2);
    CHECK(to_string(read.problems[0]) == R"(f: /hosts/1/name: the host "A." is named twice, first at /hosts/0/name)");
    CHECK(to_string(read.problems[1]) ==
          R"(f: /hosts/2/addresses/0: the address "a" is also that of "a" at /hosts/0/name)");
}

TEST_CASE("a role that is wrong is told once, not again for each changed port") {
    for (const auto* role_id : {"agent", "agent-linx"}) {
        CAPTURE(role_id);
        auto file = parsed_site(good_site);
        file["hosts"][1]["roles"] = {role_id};
        const auto read = read_site(file.dump(), "s", small_matrix());
        REQUIRE(read.problems.size() == 1);
        CHECK(read.problems[0].pointer == "/hosts/1/roles/0");
    }
}

TEST_CASE("a comma behind the last entry is no mistake, so that comments of the template can be taken away") {
    const auto m = small_matrix();
    const auto file = to_site_file(site{}, m);
    std::string taken; // with all that is offered
    for (std::size_t begin = 0; begin < file.size();) {
        const auto end = file.find('\n', begin) + 1;
        auto line = file.substr(begin, end - begin);
        if (line.starts_with("    // \"") || line.starts_with("    // {")) line.erase(4, 3);
        taken += line;
        begin = end;
    }
    REQUIRE(taken != file);
    const auto read = read_site(taken, "site.json", m);
    for (const auto& p : read.problems)
        CHECK(p.pointer == "/accept/0/flow"); // an example that this matrix does not have
    CHECK(read.problems.size() == 1);
    CHECK(read_site(R"({"schema": "fairway-site/1", "hosts": [{"name": "a", "roles": ["server",],},],})", "f", m));
}

TEST_CASE("all problems of a site come in one go, in words alone") {
    auto file = parsed_site(good_site);
    file["facts"]["netbios"] = "no";
    file["hosts"][0]["roles"] = {"sever"};
    file["hosts"][1]["ports"]["6160"] = "70000";
    file["accept"][0]["until"] = "soon";
    const auto read = read_site(file.dump(), "site.json", small_matrix());
    std::vector<std::string> pointers;
    for (const auto& p : read.problems)
        pointers.push_back(p.pointer);
    CHECK(pointers ==
          std::vector<std::string>{"/facts/netbios", "/hosts/0/roles/0", "/hosts/1/ports/6160", "/accept/0/until"});
}

TEST_CASE("what is no site file at all") {
    const auto m = small_matrix();
    struct row {
        std::string text, said;
    };
    for (const auto& [text, said] : std::vector<row>{
             {"", "s: is empty; expected a JSON object"},
             {"[]", R"(s: expected an object with "schema": "fairway-site/1", found a list)"},
             {std::string(500000, '['), "s: " +
                                            [] {
                                                std::string deepest;
                                                for (int i = 0; i < 31; ++i)
                                                    deepest += "/0";
                                                return deepest;
                                            }() +
                                            ": lists and objects are nested deeper than 32 levels"},
             {R"({"schema": "fairway-site/1", "hosts": []} and more)",
              R"(s: line 1, column 43: expected the end of the file, found "and")"},
             {R"({"schema": "fairway-site/1", "hosts": [], "hosts": []})",
              R"(s: /hosts: the key "hosts" is given twice; keep one)"},
             {"{\"schema\": \"\xE4\"}", "s: line 1, column 13: is not valid UTF-8 (byte 0xE4); save the file as UTF-8"},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text.substr(0, 80));
        const auto read = read_site(text, "s", m);
        REQUIRE(read.problems.size() == 1);
        CHECK(to_string(read.problems[0]) == said);
    }
}

TEST_CASE("a byte changed anywhere gives a site or problems, never both, neither or an exception") {
    const auto m = small_matrix();
    const std::string whole = good_site;
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const char byte : {'\0', '\n', '"', '\\', ']', '}', ',', '9', '\x7F', '\xE4'}) {
            auto text = whole;
            text[at] = byte;
            const auto read = read_site(text, "s", m);
            CAPTURE(text);
            REQUIRE(read.value.has_value() == read.problems.empty());
        }
}

TEST_CASE("hostile files are refused soon") {
    const auto m = small_matrix();
    const auto many_keys = [] {
        std::string text = "{\"schema\": \"fairway-site/1\"";
        for (int i = 0; i < 20000; ++i)
            text += ", \"hosts" + std::to_string(i) + "\": []";
        return text + "}";
    }();
    const auto same_hosts = [] {
        std::string text = "{\"schema\": \"fairway-site/1\", \"hosts\": [";
        for (int i = 0; i < 20000; ++i)
            text += "{\"name\": \"a\", \"roles\": [\"agent-linx\"]},";
        text.back() = ']';
        return text + "}";
    }();
    for (const auto& text : {many_keys, same_hosts}) {
        const auto start = std::chrono::steady_clock::now();
        const auto read = read_site(text, "s", m);
        CHECK(read.problems.size() == 21);
        CHECK(read.problems.back().message.starts_with("and "));
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
    }
}

TEST_CASE("lists are bounded") {
    std::string text = "{\"schema\": \"fairway-site/1\", \"hosts\": [";
    for (int i = 0; i < 100001; ++i)
        text += "{},";
    text.back() = ']';
    const auto read = read_site(text + "}", "s", small_matrix());
    REQUIRE(read.problems.size() == 1);
    CHECK(to_string(read.problems[0]) == "s: /hosts: has 100001 entries; at most 100000 are read");
}

TEST_CASE("facts and roles from a command line get the same words") {
    const auto m = small_matrix();
    CHECK_FALSE(check_fact(m, "netbios", "true"));
    CHECK_FALSE(check_fact(m, "oldest", "13.0.1"));
    CHECK_FALSE(check_fact(m, "os", "windows"));
    CHECK(check_fact(m, "netbios", "yes") == R"(the fact "netbios" is true or false, not "yes")");
    CHECK(check_fact(m, "oldest", "") == R"(the fact "oldest" is a version such as 13.0.1, not "")");
    CHECK(check_fact(m, "os", "Linux") == R"(the fact "os" is linux or windows, not "Linux")");
    CHECK(check_fact(m, "ox", "linux") == R"(unknown fact "ox"; did you mean "os"?)");
    CHECK(check_fact(matrix{}, "os", "linux") == R"(unknown fact "os")");
    CHECK_FALSE(check_host_role(m, "agent-linux"));
    CHECK(check_host_role(m, "agent") ==
          R"(the role "agent" is too general for a host; expected agent-linux or agent-windows)");
    CHECK(check_host_role(m, "linux") == R"(unknown role "linux"; did you mean "agent-linux"?)");
}

TEST_CASE("the ports of flows that name none are given under a word of their own") {
    auto m = small_matrix();
    m.flows[0].ports.clear();
    const auto read = read_site(R"({"schema": "fairway-site/1", "hosts": [
        {"name": "web01", "roles": ["agent-linux"], "ports": {"custom": "4045,20048", "22": 2222}}]})",
                                "site.json", m);
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    const auto& ports = read.value->hosts[0].ports;
    REQUIRE(ports.size() == 2);
    CHECK(key_of(ports[0]) == "22");
    CHECK(key_of(ports[1]) == "custom");
    CHECK_FALSE(ports[1].of);
    CHECK(to_string(ports[1].ports) == "4045,20048");
    const auto text = to_site_file(*read.value, m);
    CHECK(text.find(R"("ports": {"22": "2222", "custom": "4045,20048"})") != std::string::npos);
    const auto other = read_site(R"({"schema": "fairway-site/1", "hosts": [
        {"name": "web01", "roles": ["agent-linux"], "ports": {"6160": "7160"}}]})",
                                 "site.json", m);
    REQUIRE(other.problems.size() == 1);
    CHECK(to_string(other.problems[0]) ==
          R"(site.json: /hosts/0/ports/6160: no flow to agent-linux uses "6160"; expected 22, 2500-3300 or custom)");
}

namespace {

void check_same(const site& a, const site& b) {
    REQUIRE(a.hosts.size() == b.hosts.size());
    for (std::size_t i = 0; i < a.hosts.size(); ++i) {
        const auto &x = a.hosts[i], &y = b.hosts[i];
        CHECK(x.name == y.name);
        CHECK(x.addresses == y.addresses);
        CHECK(x.roles == y.roles);
        CHECK(x.facts == y.facts);
        CHECK(x.installed == y.installed);
        CHECK(x.source == y.source);
        CHECK(x.proxy == y.proxy);
        REQUIRE(x.ports.size() == y.ports.size());
        for (std::size_t k = 0; k < x.ports.size(); ++k) {
            CHECK((x.ports[k].of == y.ports[k].of));
            CHECK((x.ports[k].ports == y.ports[k].ports));
        }
    }
    CHECK(a.facts == b.facts);
    CHECK(a.proxy == b.proxy);
    CHECK(a.region == b.region);
    CHECK(a.placeholders == b.placeholders);
    REQUIRE(a.endpoints.size() == b.endpoints.size());
    for (const auto& [role_id, endpoints] : a.endpoints) {
        const auto& others = b.endpoints.at(role_id);
        REQUIRE(endpoints.size() == others.size());
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            CHECK(endpoints[i].host == others[i].host);
            CHECK(endpoints[i].port == others[i].port);
        }
    }
    REQUIRE(a.accept.size() == b.accept.size());
    for (std::size_t i = 0; i < a.accept.size(); ++i) {
        CHECK(a.accept[i].flow == b.accept[i].flow);
        CHECK(a.accept[i].host == b.accept[i].host);
        CHECK(a.accept[i].finding == b.accept[i].finding);
        CHECK(a.accept[i].reason == b.accept[i].reason);
        CHECK(a.accept[i].until == b.accept[i].until);
    }
}

/// The file with every commented entry in use: the text behind "//" of lines that look like one.
std::string with_comments_used(const std::string& text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        auto line = text.substr(begin, end - begin + 1);
        const auto start = line.find_first_not_of(' ');
        const auto rest = std::string_view(line).substr(std::min(start, line.size()));
        const bool entry = start == 4 && (rest.starts_with("// \"") || rest.starts_with("// {"));
        const bool key = start == 2 && rest.starts_with("// \"") && rest.find("\": ") != std::string_view::npos;
        if (entry || key) line.replace(start, 3, "");
        out += line;
        begin = end + 1;
    }
    return out;
}

} // namespace

TEST_CASE("a site that is written reads back the same") {
    const auto m = small_matrix();
    auto full = read_site(good_site, "site.json", m).value.value();
    full.hosts[0].installed = false;
    full.accept[0].reason = "a \"quoted\" \\ reason, // no comment";
    site facts_only;
    facts_only.facts = {{"os", "windows"}};
    site used_service;
    site with_proxy;
    with_proxy.proxy = proxy_use{"http://proxy:3128", "", {"*"}};
    used_service.endpoints["cloud"];
    for (const auto& s : {full, site{}, facts_only, used_service, with_proxy}) {
        const auto text = to_site_file(s, m);
        CAPTURE(text);
        const auto read = read_site(text, "written", m);
        for (const auto& p : read.problems)
            MESSAGE(to_string(p));
        REQUIRE(read.value);
        check_same(*read.value, s);
    }
}

TEST_CASE("the shipped matrix has a starter file whose every example can be used") {
    const auto m = shipped_matrix("veeam-agents").value();
    const auto starter = to_site_file({}, m);
    REQUIRE(read_site(starter, "starter", m).value);
    for (const auto& f : m.facts)
        CHECK(starter.find(f.question) != std::string::npos);

    site s; // one of each stated, so that something stands behind the last comma
    s.facts[m.facts.front().id] = "windows";
    s.region = "china";
    s.accept.push_back({"*", "*", "silent", "agreed", "2026-12-31"});
    const auto read = read_site(with_comments_used(to_site_file(s, m)), "used", m);
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    CHECK(read.value->facts.size() == m.facts.size());
    CHECK(read.value->accept.size() == 2);
    CHECK(read.value->proxy.has_value());
    CHECK_FALSE(read.value->placeholders.empty());
    CHECK(read.value->endpoints.size() ==
          static_cast<std::size_t>(std::count_if(m.roles.begin(), m.roles.end(), [](auto& r) { return r.external; })));
}
