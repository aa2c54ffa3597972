#include "matrix/matrix.hpp"
#include "matrix/shipped.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

using namespace fairway;
using nlohmann::json;

namespace {

constexpr auto good_matrix = R"({
  "schema": "fairway-matrix/1", "id": "demo", "version": "1.2", "title": "Demo",
  "source": {"url": "https://example.com/ports", "updated": "2026-01-19"},
  "roles": [
    {"id": "server", "title": "Server"},
    {"id": "agent", "title": "Agent", "abstract": true, "onboards": true},
    {"id": "agent-linux", "title": "Linux agent", "is": ["agent"], "platform": "linux"},
    {"id": "cloud", "title": "Cloud", "external": true}
  ],
  "facts": [
    {"id": "netbios", "type": "boolean", "of": "site", "question": "Is NetBIOS used?"},
    {"id": "oldest", "type": "version", "of": "from", "question": "Which is the oldest?"},
    {"id": "os", "type": "enum", "of": "to", "question": "Which system?", "values": ["linux", "windows"]}
  ],
  "flows": [
    {"id": "server:agent:tcp:22,2500-3300", "rows": [1, 2], "from": "server", "to": "agent", "protocol": "tcp",
     "ports": [22, "2500-3300"], "select": "any", "listens": "on-demand", "identify": "ssh",
     "when": {"all": [{"fact": "netbios"}, {"not": {"fact": "os", "is": "linux"}}]},
     "required_when": {"any": [{"fact": "oldest", "before": "13.0.1"}]}, "purpose": "Control"},
    {"id": "agent:cloud:udp:custom", "rows": [3], "from": "agent", "to": "cloud", "protocol": "udp", "ports": [],
     "listens": "external", "identify": null, "purpose": "Data",
     "endpoints": [{"host": "*.<account>.example.com"},
                   {"region": "china", "host": "a.example.cn", "path": "/x/y", "suspect": "odd"}]}
  ]
})";

constexpr protocol_word spoken[] = {{"ssh", protocol::tcp},
                                    {"dns", protocol::tcp},
                                    {"smb2", protocol::tcp},
                                    {"dns", protocol::udp},
                                    {"nbns", protocol::udp}};

json parsed_matrix(const char* text) {
    return json::parse(text);
}

} // namespace

TEST_CASE("a matrix is read as it was written") {
    const auto read = read_matrix(good_matrix, "demo.json");
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    const auto& m = *read.value;
    CHECK(m.sources == std::vector<matrix_source>{{"demo", "1.2", "Demo", "https://example.com/ports", "2026-01-19"}});

    REQUIRE(m.roles.size() == 4);
    CHECK(m.roles[1].abstract);
    CHECK(m.roles[1].onboards);
    CHECK_FALSE(m.roles[2].abstract);
    CHECK(m.roles[2].is == std::vector<std::string>{"agent"});
    CHECK(m.roles[2].platform == "linux");
    CHECK(m.roles[3].external);

    REQUIRE(m.facts.size() == 3);
    CHECK(m.facts[0].kind == fact::type::boolean);
    CHECK(m.facts[0].of == fact::subject::site);
    CHECK(m.facts[1].kind == fact::type::version);
    CHECK(m.facts[1].of == fact::subject::from);
    CHECK(m.facts[2].kind == fact::type::enumeration);
    CHECK(m.facts[2].of == fact::subject::to);
    CHECK(m.facts[2].values == std::vector<std::string>{"linux", "windows"});

    REQUIRE(m.flows.size() == 2);
    const auto& f = m.flows[0];
    CHECK(f.sources == std::vector<source_rows>{{"demo@1.2", {1, 2}}});
    CHECK(f.protocol == protocol::tcp);
    CHECK(to_string(f.ports) == "22,2500-3300");
    CHECK(f.select == fairway::select::any);
    CHECK(f.listens == listens::on_demand);
    CHECK(f.identify == "ssh");
    CHECK(to_string(f.when) == "netbios and not (os is linux)");
    REQUIRE(f.required_when);
    CHECK(to_string(*f.required_when) == "oldest before 13.0.1");
    CHECK(f.purpose == "Control");
    const auto& g = m.flows[1];
    CHECK(g.protocol == protocol::udp);
    CHECK(g.ports.empty());
    CHECK(g.select == fairway::select::all);
    CHECK(g.listens == listens::external);
    CHECK(g.identify == "");
    CHECK(g.when.what == condition::kind::always);
    CHECK_FALSE(g.required_when);
    REQUIRE(g.endpoints.size() == 2);
    CHECK(g.endpoints[0].host == "*.<account>.example.com");
    CHECK(g.endpoints[1].region == "china");
    CHECK(g.endpoints[1].path == "/x/y");
    CHECK(g.endpoints[1].suspect == "odd");
}

TEST_CASE("a matrix is written as it was read") {
    auto expected = parsed_matrix(good_matrix);
    expected["flows"][0]["ports"] = {"22", "2500-3300"}; // numbers are one of two spellings
    expected["flows"][1]["select"] = "all";              // the default, stated
    const auto read = read_matrix(good_matrix, "demo.json");
    REQUIRE(read.value);
    CHECK(json::parse(to_json(*read.value).dump()) == expected);

    // Conditions that only programs make.
    auto m = *read.value;
    m.flows[0].required_when = condition{};
    m.flows[0].when = condition{condition::kind::any, "", {}, "", {}};
    const auto again = read_matrix(to_json(m).dump(), "again");
    REQUIRE(again.value);
    CHECK(to_string(again.value->flows[0].when) == "never");
    CHECK(evaluate(again.value->flows[0].required_when.value(), {}).value == truth::yes);
}

TEST_CASE("lookups") {
    const auto m = read_matrix(good_matrix, "demo.json").value.value();
    REQUIRE(m.find_role("agent"));
    CHECK(m.find_role("agent")->title == "Agent");
    CHECK(m.find_role("agen") == nullptr);
    REQUIRE(m.find_fact("os"));
    CHECK(m.find_fact("os")->question == "Which system?");
    CHECK(m.find_fact("") == nullptr);
    CHECK(m.find_flow("agent:cloud:udp:custom") == &m.flows[1]);
    CHECK(m.find_flow("agent:cloud:udp") == nullptr);
    CHECK(m.is_a("agent-linux", "agent"));
    CHECK(m.is_a("agent-linux", "agent-linux"));
    CHECK_FALSE(m.is_a("agent", "agent-linux"));
    CHECK_FALSE(m.is_a("server", "agent"));
    CHECK_FALSE(m.is_a("nobody", "agent"));
    CHECK(m.role_ids() == std::vector<std::string>{"server", "agent", "agent-linux", "cloud"});
    CHECK(m.concrete_role_ids() == std::vector<std::string>{"server", "agent-linux", "cloud"});
    CHECK(m.fact_ids() == std::vector<std::string>{"netbios", "oldest", "os"});
    CHECK(m.flow_ids() == std::vector<std::string>{"server:agent:tcp:22,2500-3300", "agent:cloud:udp:custom"});

    matrix cyclic;
    cyclic.roles.resize(2);
    cyclic.roles[0].id = "a";
    cyclic.roles[0].is = {"b"};
    cyclic.roles[1].id = "b";
    cyclic.roles[1].is = {"a"};
    CHECK(cyclic.is_a("a", "b"));
    CHECK_FALSE(cyclic.is_a("a", "c"));
}

TEST_CASE("every rule of a matrix file has its message") {
    struct row {
        std::string change, value; ///< JSON pointer, and what is put there; nothing: it is taken away
        std::string pointer, message;
    };
    for (
        const auto& [change, value, pointer, message] : std::vector<row>{
            // the top
            {"/schema", R"("fairway-site/1")", "/schema",
             R"(expected "fairway-matrix/1", found the string "fairway-site/1")"},
            {"/schema", "1", "/schema", R"(expected "fairway-matrix/1", found the number 1)"},
            {"/schema", "", "", R"(the key "schema" is missing)"},
            {"/roles", "", "", R"(the key "roles" is missing)"},
            {"/flow", "[]", "/flow", R"(unknown key "flow"; did you mean "flows"?)"},
            {"/comment", "[]", "/comment",
             R"(unknown key "comment"; expected schema, id, version, title, source, roles, facts or flows)"},
            {"/id", R"("Veeam Agents")", "/id",
             R"(expected an id (lower-case letters, digits, "-", "_", "."), found "Veeam Agents")"},
            {"/id", R"("a;reboot")", "/id",
             R"(expected an id (lower-case letters, digits, "-", "_", "."), found "a;reboot")"},
            {"/version", R"("v13")", "/version",
             R"(expected a version such as 13.0.1 or a date such as 2026-01-19, found "v13")"},
            {"/version", R"("2026-13-01")", "/version",
             R"(expected a version such as 13.0.1 or a date such as 2026-01-19, found "2026-13-01")"},
            {"/version", "13.0", "/version", "expected a string, found the number 13.0"},
            {"/title", R"("")", "/title", "must not be empty"},
            {"/title", R"("a\u001b[31m")", "/title",
             R"(must be one line without control characters, found the string "a\x1b[31m")"},
            {"/source", "[]", "/source", "expected an object, found a list"},
            {"/source/url", R"("file:///etc")", "/source/url",
             R"(expected the address of a web page, found "file:///etc")"},
            {"/source/updated", R"("2026-02-30")", "/source/updated",
             R"(expected a date such as 2026-01-19, found "2026-02-30")"},
            {"/flows", "{}", "/flows", "expected a list, found an object"},
            {"/flows", "[]", "/flows", "must not be empty"},
            // roles
            {"/roles/0/id", R"("agent")", "/roles/1/id", R"("agent" is defined twice)"},
            {"/roles/2/is", R"(["agnt"])", "/roles/2/is", R"(unknown role "agnt"; did you mean "agent"?)"},
            {"/roles/2/is", R"("agent")", "/roles/2/is", R"(expected a list, found the string "agent")"},
            {"/roles/2/is", R"(["agent", "agent"])", "/roles/2/is/1", R"("agent" is given twice)"},
            {"/roles/0/is", R"(["server"])", "/roles/0/is", R"(role "server" is its own ancestor through "server")"},
            {"/roles/1/abstract", R"("yes")", "/roles/1/abstract", R"(expected true or false, found the string "yes")"},
            {"/roles/1/abstrakt", "true", "/roles/1/abstrakt", R"(unknown key "abstrakt"; did you mean "abstract"?)"},
            {"/roles/0", "null", "/roles/0", "expected an object, found null"},
            {"/roles/0/revocation", "true", "/roles/0/revocation", "only a role that is external has it"},
            {"/roles/3/peer_question", R"("")", "/roles/3/peer_question", "must not be empty"},
            {"/flows/0/resolves", R"(["sever"])", "/flows/0/resolves/0",
             R"(unknown role "sever"; did you mean "server"?)"},
            {"/flows/0/resolves", R"(["server"])", "/flows/0/resolves", R"(only has an effect with "identify": "dns")"},
            // facts
            {"/facts/1/id", R"("netbios")", "/facts/1/id", R"("netbios" is defined twice)"},
            {"/facts/0/type", R"("bool")", "/facts/0/type",
             R"(expected boolean, version or enum, found the string "bool")"},
            {"/facts/0/of", R"("host")", "/facts/0/of", R"(expected site, from or to, found the string "host")"},
            {"/facts/0/values", R"(["a"])", "/facts/0/values", "only an enum has values"},
            {"/facts/2/values", "", "/facts/2/type", R"(an enum needs "values", the list of its words)"},
            {"/facts/2/values/0", R"("a b")", "/facts/2/values/0",
             R"(expected an id (lower-case letters, digits, "-", "_", "."), found "a b")"},
            // flows
            {"/flows/0/purpose", "", "/flows/0", R"(the key "purpose" is missing)"},
            {"/flows/1/identify", "", "/flows/1", R"(the key "identify" is missing)"},
            {"/flows/1/identify", "false", "/flows/1/identify", "expected a string, found false"},
            {"/flows/0/identify", R"("shh")", "/flows/0/identify", R"(unknown protocol "shh"; did you mean "ssh"?)"},
            {"/flows/0/identify", R"("smtp")", "/flows/0/identify",
             R"(unknown protocol "smtp"; expected ssh, dns or smb2)"},
            {"/flows/1/identify", R"("shh")", "/flows/1/identify", R"(unknown protocol "shh"; expected dns or nbns)"},
            {"/flows/1/identify", R"("ssh")", "/flows/1/identify",
             R"("ssh" is a protocol over TCP, but this flow is over UDP; expected dns or nbns, or null)"},
            {"/flows/0/identify", R"("nbns")", "/flows/0/identify",
             R"("nbns" is a protocol over UDP, but this flow is over TCP; expected ssh, dns or smb2, or null)"},
            {"/flows/0/never_answers", "true", "/flows/0/never_answers",
             "has no meaning over TCP, where a connection is an answer"},
            {"/flows/1/never_answers", R"("yes")", "/flows/1/never_answers",
             R"(expected true or false, found the string "yes")"},
            {"/flows/0/from", R"("sever")", "/flows/0/from", R"(unknown role "sever"; did you mean "server"?)"},
            {"/flows/0/protocol", R"("sctp")", "/flows/0/protocol", R"(expected tcp or udp, found the string "sctp")"},
            {"/flows/0/select", R"("some")", "/flows/0/select", R"(expected all or any, found the string "some")"},
            {"/flows/0/listens", R"("always")", "/flows/0/listens",
             R"(expected service, on-demand or external, found the string "always")"},
            {"/flows/0/rows", "[]", "/flows/0/rows", "must not be empty"},
            {"/flows/0/rows", "[0]", "/flows/0/rows/0",
             "expected the number of a table row, 1 or more, found the number 0"},
            {"/facts/0/usually", R"("no")", "/facts/0/usually",
             R"(must be a value of the fact, found the string "no")"},
            {"/facts/1/usually", "false", "/facts/1/usually", "must be a value of the fact, found false"},
            {"/facts/1/usually", R"("new")", "/facts/1/usually",
             R"(the fact "oldest" is a version such as 13.0.1, not "new")"},
            {"/facts/2/usually", R"("unix")", "/facts/2/usually", R"(the fact "os" is linux or windows, not "unix")"},
            {"/facts/0/unless_roles", R"(["server"])", "/facts/0/unless_roles", R"(has no effect without "usually")"},
            {"/roles/3/runs_only", R"("at night")", "/roles/3/runs_only", "not for a role that is external"},
            {"/flows/0/rows", "[1.5]", "/flows/0/rows/0",
             "expected the number of a table row, 1 or more, found the number 1.5"},
            {"/flows/0/rows", "[4294967297]", "/flows/0/rows/0",
             "expected the number of a table row, 1 or more, found the number 4294967297"},
            {"/flows/0/ports", "[70000]", "/flows/0/ports/0", "port 70000 is out of range 1-65535"},
            {"/flows/0/ports", "[65558]", "/flows/0/ports/0", "port 65558 is out of range 1-65535"},
            {"/flows/0/ports", "[0]", "/flows/0/ports/0", "port 0 is out of range 1-65535"},
            {"/flows/0/ports", R"(["3300-2500"])", "/flows/0/ports/0", "the range 3300-2500 runs backwards"},
            {"/flows/0/ports", R"(["6184+"])", "/flows/0/ports/0",
             R"("6184+" is not a port or a range such as 2500-3300)"},
            {"/flows/0/ports", "[22.0]", "/flows/0/ports/0",
             R"(expected a port or a range such as "2500-3300", found the number 22.0)"},
            {"/flows/0/ports", "22", "/flows/0/ports", "expected a list, found the number 22"},
            {"/flows/0/ports", R"(["2500-3300", 22])", "/flows/0/ports",
             "write them in ascending order, without duplicates, adjacent ports as a range: 22,2500-3300"},
            {"/flows/0/ports", "[137, 138]", "/flows/0/ports",
             "write them in ascending order, without duplicates, adjacent ports as a range: 137-138"},
            {"/flows/0/open_end", "true", "/flows/0/open_end", "needs one port: the first of the search"},
            {"/flows/1/open_end", "true", "/flows/1/open_end", "needs one port: the first of the search"},
            {"/flows/0/dynamic", R"("rcp")", "/flows/0/dynamic", R"(expected rpc, found the string "rcp")"},
            {"/flows/1/dynamic", R"("rpc")", "/flows/1/dynamic",
             R"(needs "ports", over TCP: the range that the endpoint mapper gives out)"},
            {"/flows/0/fallback_of", "[]", "/flows/0/fallback_of", "must not be empty"},
            {"/flows/0/fallback_of", "[23, 22]", "/flows/0/fallback_of",
             "write them in ascending order, without duplicates, adjacent ports as a range: 22-23"},
            {"/flows/0/fallback_of", "[22]", "/flows/0/fallback_of",
             R"(no other flow from "server" to "agent" over TCP has the ports 22)"},
            {"/flows/1/listens", R"("service")", "/flows/1/listens", R"(must be "external", as the role "cloud" is)"},
            {"/flows/0/listens", R"("external")", "/flows/0/listens",
             R"("external" is only for flows to a role that is external)"},
            {"/flows/0/id", R"("server:agent:tcp:22")", "/flows/0/id",
             R"(expected "server:agent:tcp:22,2500-3300" (from:to:protocol:ports), found "server:agent:tcp:22")"},
            {"/flows/0/id", R"("server:agent:tcp:22,2500-3300:a b")", "/flows/0/id",
             R"(expected "server:agent:tcp:22,2500-3300" (from:to:protocol:ports), found "server:agent:tcp:22,2500-3300:a b")"},
            {"/flows/1/id", R"("agent:cloud:udp:")", "/flows/1/id",
             R"(expected "agent:cloud:udp:custom" (from:to:protocol:ports), found "agent:cloud:udp:")"},
            {"/flows/1/endpoints/0/host", R"("a b.com")", "/flows/1/endpoints/0/host",
             R"(expected a host name, "*." in front and <placeholders> allowed, found "a b.com")"},
            {"/flows/1/endpoints/0/host", R"("a.*.com")", "/flows/1/endpoints/0/host",
             R"(expected a host name, "*." in front and <placeholders> allowed, found "a.*.com")"},
            {"/flows/1/endpoints/0/host", R"("<a.com")", "/flows/1/endpoints/0/host",
             R"(expected a host name, "*." in front and <placeholders> allowed, found "<a.com")"},
            {"/flows/1/endpoints/0/host", R"("<server>.com")", "/flows/1/endpoints/0/host",
             "the placeholder <server> has a name that site files use for something else"},
            {"/flows/1/endpoints/1/path", R"("x")", "/flows/1/endpoints/1/path",
             R"(expected a path that begins with "/", found "x")"},
            {"/flows/1/endpoints/1/host", "", "/flows/1/endpoints/1", R"(the key "host" is missing)"},
            // conditions
            {"/flows/0/when", R"({"fact": "netbois"})", "/flows/0/when/fact",
             R"(unknown fact "netbois"; did you mean "netbios"?)"},
            {"/flows/0/when", R"({"fact": "os"})", "/flows/0/when/fact",
             R"(the fact "os" is of type enum and needs "is")"},
            {"/flows/0/when", R"({"fact": "oldest"})", "/flows/0/when/fact",
             R"(the fact "oldest" is of type version and needs "before")"},
            {"/flows/0/when", R"({"fact": "netbios", "is": "true"})", "/flows/0/when/is",
             R"(the fact "netbios" is of type boolean, which cannot be compared this way)"},
            {"/flows/0/when", R"({"fact": "os", "is": "linux", "before": "1"})", "/flows/0/when/before",
             R"(the fact "os" is of type enum, which cannot be compared this way)"},
            {"/flows/0/when", R"({"fact": "os", "is": "unix"})", "/flows/0/when/is",
             R"(expected linux or windows, found "unix")"},
            {"/flows/0/when", R"({"fact": "oldest", "before": "13.x"})", "/flows/0/when/before",
             R"(expected a version such as 13.0.1, found "13.x")"},
            {"/flows/0/when", "{}", "/flows/0/when",
             R"(a condition has exactly one of "fact", "all", "any" and "not")"},
            {"/flows/0/when", R"({"all": [], "any": []})", "/flows/0/when",
             R"(a condition has exactly one of "fact", "all", "any" and "not")"},
            {"/flows/0/when", R"({"all": [], "is": "x"})", "/flows/0/when",
             R"("is" and "before" have no effect without "fact")"},
            {"/flows/0/when", R"("netbios")", "/flows/0/when", R"(expected an object, found the string "netbios")"},
            {"/flows/0/when/all/1/not", "[]", "/flows/0/when/all/1/not", "expected an object, found a list"},
            {"/flows/0/when", R"({"al": []})", "/flows/0/when/al", R"(unknown key "al"; did you mean "all"?)"},
        }) {
        const auto& this_change = change;
        CAPTURE(this_change);
        const auto& this_value = value;
        CAPTURE(this_value);
        auto file = parsed_matrix(good_matrix);
        const json::json_pointer where(change);
        if (value.empty())
            file[where.parent_pointer()].erase(where.back());
        else
            file[where] = json::parse(value);
        const auto read = read_matrix(file.dump(), "m.json", spoken);
        CHECK_FALSE(read.value);
        const auto told = [&at = pointer, &said = message](const problem& p) {
            return p.pointer == at && p.message == said;
        };
        CHECK(std::any_of(read.problems.begin(), read.problems.end(), told));
        if (!std::any_of(read.problems.begin(), read.problems.end(), told))
            for (const auto& p : read.problems)
                MESSAGE(to_string(p));
        for (const auto& p : read.problems)
            CHECK(p.file == "m.json");
    }
}

TEST_CASE("how a flow finds its ports is read as it was written") {
    auto file = parsed_matrix(good_matrix);
    file["version"] = "2026-05-26";
    auto rpc = file["flows"][0];
    rpc["id"] = "server:agent:tcp:49152-65535";
    rpc["ports"] = {"49152-65535"};
    rpc["dynamic"] = "rpc";
    rpc["fallback_of"] = {"22", "2600-2700"};
    auto nfs = file["flows"][0];
    nfs["id"] = "server:agent:tcp:1058";
    nfs["ports"] = {1058};
    nfs["open_end"] = true;
    auto mount = file["flows"][0]; // of a service inside, and without a port
    mount["id"] = "server:agent:tcp:custom";
    mount["ports"] = json::array();
    mount["endpoints"] = {{{"host", "169.254.169.254"}}};
    file["flows"] = {rpc, nfs, mount, file["flows"][0]};
    const auto read = read_matrix(file.dump(), "m.json");
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    const auto& flows = read.value->flows;
    CHECK(read.value->sources[0].version == "2026-05-26");
    CHECK(flows[0].dynamic == "rpc");
    CHECK(to_string(flows[0].fallback_of) == "22,2600-2700");
    CHECK_FALSE(flows[0].open_end);
    CHECK(flows[1].open_end);
    CHECK(flows[1].select == select::any);
    CHECK(flows[1].fallback_of.empty());
    CHECK(flows[2].ports.empty());
    CHECK(flows[2].endpoints == std::vector<endpoint>{{"", "169.254.169.254", "", ""}});
    const auto again = read_matrix(to_json(*read.value).dump(), "again");
    REQUIRE(again.value);
    CHECK(again.value->flows == flows);
}

TEST_CASE("a matrix says what is usual, and which machines run only at times") {
    auto file = parsed_matrix(good_matrix);
    file["roles"][2]["runs_only"] = "during a restore";
    file["facts"][0]["usually"] = false;
    file["facts"][2]["usually"] = "linux";
    file["facts"][2]["unless_roles"] = {"server"};
    const auto read = read_matrix(file.dump(), "m.json");
    for (const auto& p : read.problems)
        MESSAGE(to_string(p));
    REQUIRE(read.value);
    const auto& m = *read.value;
    CHECK(m.roles[2].runs_only == "during a restore");
    CHECK(m.roles[1].runs_only.empty());
    CHECK(m.facts[0].usually == "false");
    CHECK(usual_in_words(m.facts[0]) == "no");
    CHECK(usual_in_words(m.facts[1]).empty());
    CHECK(m.facts[2].unless_roles == std::vector<std::string>{"server"});
    const auto again = read_matrix(to_json(m).dump(), "again");
    REQUIRE(again.value);
    CHECK(again.value->roles == m.roles);
    CHECK(again.value->facts == m.facts);
}

TEST_CASE("a misspelled protocol is one mistake, whatever depends on it") {
    auto file = parsed_matrix(good_matrix);
    file["flows"][0]["identify"] = "dsn";
    file["flows"][0]["resolves"] = {"server"};
    const auto read = read_matrix(file.dump(), "m.json", spoken);
    REQUIRE(read.problems.size() == 1);
    CHECK(to_string(read.problems[0]) == R"(m.json: /flows/0/identify: unknown protocol "dsn"; did you mean "dns"?)");
    file["flows"][0]["identify"] = "dns";
    CHECK(read_matrix(file.dump(), "m.json", spoken).value);
}

TEST_CASE("one role is for revocation at most") {
    auto file = parsed_matrix(good_matrix);
    CHECK(read_matrix(file.dump(), "m").value->revocation_role() == nullptr);
    file["roles"][3]["revocation"] = true;
    const auto one = read_matrix(file.dump(), "m");
    REQUIRE(one.value);
    REQUIRE(one.value->revocation_role() != nullptr);
    CHECK(one.value->revocation_role()->id == "cloud");
    file["roles"].push_back({{"id", "other"}, {"title", "Other"}, {"external", true}, {"revocation", true}});
    const auto two = read_matrix(file.dump(), "m");
    REQUIRE(two.problems.size() == 1);
    CHECK(to_string(two.problems[0]) == R"(m: /roles/4/revocation: the role "cloud" has it; only one can)");
}

TEST_CASE("the words of protocols are told with all other problems, and only to who can ask in them") {
    auto file = parsed_matrix(good_matrix);
    file["flows"][0]["identify"] = "shh";
    file["flows"][0]["from"] = "sever";
    const auto read = read_matrix(file.dump(), "m.json", spoken);
    REQUIRE(read.problems.size() == 2);
    CHECK(to_string(read.problems[0]) == R"(m.json: /flows/0/from: unknown role "sever"; did you mean "server"?)");
    CHECK(to_string(read.problems[1]) == R"(m.json: /flows/0/identify: unknown protocol "shh"; did you mean "ssh"?)");

    file["flows"][0]["from"] = "server";
    CHECK(read_matrix(file.dump(), "m.json").value);
    file["flows"][0]["identify"] = "dns";
    file["flows"][1]["identify"] = "dns";
    file["flows"][1]["never_answers"] = true;
    const auto fine = read_matrix(file.dump(), "m.json", spoken);
    REQUIRE(fine.value);
    CHECK_FALSE(fine.value->flows[0].never_answers);
    CHECK(fine.value->flows[1].never_answers);
    CHECK(to_json(*fine.value).dump() ==
          to_json(read_matrix(to_json(*fine.value).dump(), "again").value.value()).dump());
}

TEST_CASE("what is no object at all gets one problem") {
    for (const auto& [text, message] :
         {std::pair{"[]", "found a list"}, std::pair{"3", "found the number 3"},
          std::pair{"\"x\"", "found the string \"x\""}, std::pair{"null", "found null"}}) {
        const auto& this_text = text;
        CAPTURE(this_text);
        const auto read = read_matrix(text, "m.json");
        REQUIRE(read.problems.size() == 1);
        CHECK(read.problems[0].message ==
              std::string("expected an object with \"schema\": \"fairway-matrix/1\", ") + message);
    }
    const auto syntax = read_matrix("{", "m.json");
    REQUIRE(syntax.problems.size() == 1);
    CHECK(syntax.problems[0].pointer == "line 1, column 2");
}

TEST_CASE("all problems come in one go, up to a bound") {
    auto file = parsed_matrix(good_matrix);
    file["id"] = "A";
    file["roles"][2]["is"] = {"agnt"};
    file["flows"][0]["ports"] = {70000};
    file["flows"][1]["when"] = {{"fact", "x"}};
    const auto read = read_matrix(file.dump(), "m.json");
    std::vector<std::string> pointers;
    for (const auto& p : read.problems)
        pointers.push_back(p.pointer);
    CHECK(pointers == std::vector<std::string>{"/id", "/roles/2/is", "/flows/0/ports/0", "/flows/1/when/fact"});

    for (int i = 0; i < 100; ++i)
        file["k" + std::to_string(i)] = 1;
    const auto many = read_matrix(file.dump(), "m.json");
    REQUIRE(many.problems.size() == 21);
    CHECK(many.problems.back().message == "and 84 more problems");
}

TEST_CASE("two flows that would have one id are told apart by a suffix") {
    auto file = parsed_matrix(good_matrix);
    file["flows"].push_back(file["flows"][0]);
    const auto twice = read_matrix(file.dump(), "m.json");
    REQUIRE(twice.problems.size() == 1);
    CHECK(twice.problems[0].pointer == "/flows/2/id");
    CHECK(twice.problems[0].message == R"("server:agent:tcp:22,2500-3300" is defined twice)");
    file["flows"][2]["id"] = "server:agent:tcp:22,2500-3300:restore";
    CHECK(read_matrix(file.dump(), "m.json").value);
}

TEST_CASE("roles may not go round in circles") {
    auto file = parsed_matrix(good_matrix);
    file["roles"][1]["is"] = {"agent-linux"};
    const auto read = read_matrix(file.dump(), "m.json");
    REQUIRE(read.problems.size() == 2);
    CHECK(read.problems[0].message == R"(role "agent" is its own ancestor through "agent-linux")");
    CHECK(read.problems[1].message == R"(role "agent-linux" is its own ancestor through "agent")");
}

TEST_CASE("the shipped matrices read as they were written, and are found by name, or the newest by id") {
    REQUIRE(shipped_names().size() == 3);
    for (const auto& [name, text] : shipped_texts()) {
        const auto& this_name = name;
        CAPTURE(this_name);
        if (name == "vocabulary.json") continue;
        const auto read = read_matrix(text, std::string(name));
        for (const auto& p : read.problems)
            MESSAGE(to_string(p));
        REQUIRE(read.value);
        REQUIRE(read.value->sources.size() == 1);
        const auto& source = read.value->sources[0];
        CHECK(name == name_of(source) + ".json");
        CHECK(source.version == source.updated); // named by the page's date: one build number has several texts
        const auto found = shipped_matrix(name_of(source));
        REQUIRE(found);
        CHECK(to_matrix_file(*found) == text); // in one form, so that a new draft of the page can be compared
    }
    CHECK(names_of(shipped_matrix("veeam-agents").value().sources) == "veeam-agents@2026-04-16");
    CHECK(names_of(default_matrix().sources) == "veeam-agents@2026-04-16, veeam-backup@2026-05-26");
    for (const auto* nobody : {"", "veeam", "veeam-agents@", "veeam-agents@2026", "other"}) {
        CAPTURE(nobody);
        CHECK_FALSE(shipped_matrix(nobody));
    }
}

TEST_CASE("all shipped matrices speak one language") {
    const auto& words = shipped_vocabulary();
    CHECK(words.flows.empty());
    std::set<std::string> used;
    for (const auto& name : shipped_names()) {
        CAPTURE(name);
        const auto m = shipped_matrix(name).value();
        for (const auto& r : m.roles) {
            used.insert(r.id);
            const auto* known = words.find_role(r.id);
            REQUIRE(known != nullptr);
            CHECK(*known == r);
        }
        for (const auto& f : m.facts) {
            used.insert(f.id);
            const auto* known = words.find_fact(f.id);
            REQUIRE(known != nullptr);
            CHECK(*known == f);
        }
    }
    CHECK(used.size() == words.roles.size() + words.facts.size()); // and none is left over
}
