#include "matrix/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;

namespace {

// A small matrix with one of everything.
matrix a_matrix() {
    matrix m;
    m.sources = {{"test", "1", "Test", "https://example.com/", "2026-01-19"}};
    m.roles = {
        {"server", "Server", {}, false, false, false, false, "", ""},
        {"agent", "Agent", {}, true, false, false, false, "", ""},
        {"agent-linux", "Linux agent", {"agent"}, false, true, false, false, "", "linux"},
        {"agent-windows", "Windows agent", {"agent"}, false, true, false, false, "", "windows"},
        {"repository", "Repository", {}, false, false, false, false, "", ""},
        {"cloud", "Cloud", {}, false, false, true, false, "", ""},
        {"s3", "S3 service", {}, false, false, true, false, "", ""},
    };
    m.facts = {
        {"netbios", fact::type::boolean, fact::subject::site, "NetBIOS?", {}},
        {"cluster", fact::type::boolean, fact::subject::to, "A cluster?", {}},
        {"server_os", fact::type::enumeration, fact::subject::from, "Which system?", {"linux", "windows"}},
    };
    const auto add = [&m](std::string from, std::string to, protocol p, port_list ports, listens l = listens::service) {
        flow f;
        f.from = from;
        f.to = to;
        f.protocol = p;
        f.ports = ports;
        f.listens = l;
        f.id = from + ":" + to + ":" + std::string(to_string(p)) + ":" + (ports.empty() ? "custom" : to_string(ports));
        m.flows.push_back(std::move(f));
        return m.flows.size() - 1;
    };
    const auto is_true = [](std::string id) {
        condition c;
        c.what = condition::kind::fact;
        c.fact = std::move(id);
        return c;
    };
    add("agent", "server", protocol::tcp, {{10006, 10006}});
    add("agent", "repository", protocol::tcp, {{2500, 3300}}, listens::on_demand);
    m.flows[add("agent", "repository", protocol::udp, {{137, 137}})].when = is_true("netbios");
    add("server", "agent-linux", protocol::tcp, {{22, 22}});
    m.flows[add("server", "agent-linux", protocol::tcp, {{135, 135}})].required_when = is_true("cluster");
    m.flows[add("server", "cloud", protocol::tcp, {{443, 443}}, listens::external)].endpoints = {
        {"global", "*.cloud.example", "", ""},   {"global", "<account>.blob.example", "", ""},
        {"global", "login.example", "", ""},     {"global", "odd.example", "", "it looks like an error"},
        {"china", "*.cloud.example.cn", "", ""},
    };
    add("server", "s3", protocol::tcp, {}, listens::external);
    return m;
}

site_host host(std::string name, std::vector<std::string> roles, std::vector<std::string> addresses = {}) {
    site_host h;
    h.name = std::move(name);
    h.roles = std::move(roles);
    h.addresses = std::move(addresses);
    return h;
}

std::vector<std::string> checks_of(const plan& p) {
    std::vector<std::string> words;
    for (const auto& c : p.requirements)
        words.push_back(c.target + " " + c.flow->id);
    return words;
}

const not_probed* skipped(const plan& p, const std::string& flow) {
    const auto it = std::find_if(p.skipped.begin(), p.skipped.end(), [&](const auto& n) { return n.flow == flow; });
    return it == p.skipped.end() ? nullptr : &*it;
}

using word_list = std::vector<std::string>;

} // namespace

TEST_CASE(
    "a plan takes the flows from this host's roles, inherited ones too, to each host that holds the target role") {
    const matrix m = a_matrix();
    site s;
    s.facts = {{"netbios", "true"}};
    s.hosts = {host("srv", {"server"}, {"10.0.0.1"}), host("repo", {"repository"}), host("web", {"agent-linux"})};
    const plan p = make_plan(m, s, s.hosts[2], {});
    CHECK(checks_of(p) == word_list{"srv agent:server:tcp:10006", "repo agent:repository:tcp:2500-3300",
                                    "repo agent:repository:udp:137"});
    CHECK(p.requirements[0].addresses == word_list{"10.0.0.1"});
    CHECK(p.requirements[1].addresses == word_list{"repo"}); // a host without address is reached by its name
    CHECK(p.skipped.empty());
    // What the server must reach here.
    REQUIRE(p.inbounds.size() == 2);
    CHECK(p.inbounds[0].flow->id == "server:agent-linux:tcp:22");
    CHECK(p.inbounds[0].role == "agent-linux");
    CHECK(p.inbounds[0].peers == word_list{"srv"});
    CHECK(p.inbounds[0].from == word_list{"server"});
}

TEST_CASE("conditions: false leaves a flow out, unknown asks, required_when makes it optional") {
    const matrix m = a_matrix();
    site s;
    s.hosts = {host("repo", {"repository"}), host("web", {"agent-linux"})};
    SUBCASE("false") {
        s.facts = {{"netbios", "false"}};
        const plan p = make_plan(m, s, s.hosts[1], {});
        CHECK(checks_of(p) == word_list{"repo agent:repository:tcp:2500-3300"});
        const auto* n = skipped(p, "agent:repository:udp:137");
        REQUIRE(n != nullptr);
        CHECK(n->why == skip_reason::not_applicable);
        CHECK(n->target == "repo");
        CHECK(n->text == "only needed if netbios");
        CHECK(skipped(p, "agent:server:tcp:10006")->text == "no host has the role server (Server)");
    }
    SUBCASE("unknown") {
        const plan p = make_plan(m, s, s.hosts[1], {});
        REQUIRE(p.requirements.size() == 2);
        CHECK(p.requirements[1].questions == word_list{"NetBIOS? (--fact netbios=true|false)"});
    }
    SUBCASE("required_when") {
        const site_host server = host("srv", {"server"});
        const auto check_135 = [&](const site& with) {
            const plan p = make_plan(m, with, server, {});
            const auto it = std::find_if(p.requirements.begin(), p.requirements.end(),
                                         [](const auto& c) { return c.flow->ports.front().first == 135; });
            REQUIRE(it != p.requirements.end());
            return *it;
        };
        CHECK(check_135(s).questions == word_list{"A cluster? (--fact cluster=true|false)"});
        s.hosts[1].facts = {{"cluster", "false"}};
        CHECK(!check_135(s).required);
        CHECK(check_135(s).questions.empty());
        s.facts = {{"cluster", "false"}};
        s.hosts[1].facts = {{"cluster", "true"}}; // the host's own fact wins
        CHECK(check_135(s).required);
    }
}

TEST_CASE("phase, role, site and option decide which targets are planned") {
    const matrix m = a_matrix();
    site s;
    s.hosts = {host("web", {"agent-linux"}), host("both", {"agent-linux", "repository"})};
    const site_host server = host("srv", {"server"});
    const auto installed = [&](std::size_t n, const plan_options& o) {
        const plan p = make_plan(m, s, server, o);
        for (const auto& c : p.requirements)
            if (c.target == s.hosts[n].name) return c.installed;
        FAIL("not planned");
        return false;
    };
    plan_options onboarding, operation;
    operation.phase = phase::operation;
    CHECK(!installed(0, onboarding));
    CHECK(installed(1, onboarding)); // it is a repository, too, and those exist
    CHECK(installed(0, operation));
    s.hosts[0].installed = true;
    CHECK(installed(0, onboarding));
    onboarding.planned = {"WEB.corp.example"};
    CHECK(!installed(0, onboarding)); // said now, on the command line
}

TEST_CASE("a target brings its labels along") {
    const matrix m = a_matrix();
    site s;
    s.hosts = {host("web", {"agent-linux"}), host("db", {"agent-linux"})};
    s.hosts[1].labels = {"DB team", "", {"dmz"}};
    const plan p = make_plan(m, s, host("srv", {"server"}), {});
    std::size_t labeled = 0;
    for (const auto& c : p.requirements) {
        CHECK(static_cast<bool>(c.labels) == (c.target == "db"));
        if (c.labels) CHECK(*c.labels == s.hosts[1].labels);
        labeled += static_cast<bool>(c.labels);
    }
    CHECK(labeled > 0);
}

TEST_CASE("ports that a host has elsewhere, and samples") {
    const matrix m = a_matrix();
    site s;
    s.hosts = {host("repo", {"repository"})};
    s.hosts[0].ports = {{port_range{2500, 3300}, {{2500, 2509}}}};
    const site_host web = host("web", {"agent-linux"});
    plan p = make_plan(m, s, web, {});
    CHECK(to_string(p.requirements[0].ports) == "2500-2509");
    CHECK(p.requirements[0].flow->id == "agent:repository:tcp:2500-3300");

    plan_options o;
    o.sample = 4;
    p = make_plan(m, s, web, o);
    CHECK(to_string(p.requirements[0].ports) == "2500-2509");
    CHECK(count(p.requirements[0].probed) == 4);
    CHECK(contains(p.requirements[0].probed, 2500));
    CHECK(contains(p.requirements[0].probed, 2509));
    CHECK(make_plan(m, s, web, o).requirements[0].probed == p.requirements[0].probed);
    o.seed = 7;
    CHECK(make_plan(m, s, web, o).requirements[0].probed != p.requirements[0].probed);
    CHECK(count(make_plan(m, s, web, o).requirements[1].probed) == 1); // a single port is no range
}

TEST_CASE("an internal flow without a port needs to be told one") {
    matrix m = a_matrix();
    for (auto& f : m.flows)
        if (f.to == "agent-linux") f.ports.clear();
    site s;
    s.hosts = {host("srv", {"server"}), host("web", {"agent-linux"})};
    const plan p = make_plan(m, s, s.hosts[0], {});
    const auto open = std::find_if(p.skipped.begin(), p.skipped.end(), [](const not_probed& n) {
        return n.target == "web" && n.why == skip_reason::needs_config;
    });
    REQUIRE(open != p.skipped.end());
    CHECK(open->text == R"(the page names no port; write "ports": {"custom": "PORT"} at this host in the site file)");
    for (const auto& in : make_plan(m, s, s.hosts[1], {}).inbounds)
        CHECK_FALSE(in.ports.empty());

    s.hosts[1].ports = {{std::nullopt, {{4045, 4046}, {20048, 20048}}}, {port_range{22, 22}, {{2222, 2222}}}};
    const plan told = make_plan(m, s, s.hosts[0], {});
    CHECK(skipped(told, "server:agent-linux:tcp:22") == nullptr);
    REQUIRE(told.requirements.size() == 2);
    for (const auto& c : told.requirements)
        CHECK(to_string(c.ports) == "4045-4046,20048");
    CHECK(told.requirements[0].flow->id == "server:agent-linux:tcp:22"); // as before
    const auto inbounds = make_plan(m, s, s.hosts[1], {}).inbounds;
    REQUIRE(inbounds.size() == 2);
    CHECK(to_string(inbounds[0].ports) == "4045-4046,20048");
}

TEST_CASE("a service that takes the first free port is looked for on some, unless the site says where it is") {
    matrix m = a_matrix();
    auto& f = *std::find_if(m.flows.begin(), m.flows.end(), [](const flow& x) { return x.to == "repository"; });
    f.ports = {{2049, 2049}};
    f.open_end = true;
    f.select = select::any;
    site s;
    s.hosts = {host("repo", {"repository"}), host("web", {"agent-linux"})};
    const auto check = [&] { return make_plan(m, s, s.hosts[1], {}).requirements.at(0); };
    CHECK(to_string(check().ports) == "2049-2056");
    CHECK(check().probed == check().ports);
    CHECK(check().open_end);
    CHECK(check().flow->id == f.id);
    REQUIRE(make_plan(m, s, s.hosts[0], {}).inbounds.size() == 2);
    CHECK(to_string(make_plan(m, s, s.hosts[0], {}).inbounds[0].ports) == "2049-2056");
    SUBCASE("the site says where it is") {
        s.hosts[0].ports = {{port_range{2049, 2049}, {{2051, 2051}}}};
        CHECK(to_string(check().ports) == "2051");
        CHECK_FALSE(check().open_end);
    }
    SUBCASE("there are no more") {
        f.ports = {{65533, 65533}};
        CHECK(to_string(check().ports) == "65533-65535");
    }
}

TEST_CASE("what is usual counts in full where nobody says otherwise, and is said") {
    matrix m = a_matrix();
    m.facts[0].usually = "false"; // NetBIOS
    condition no_netbios;
    no_netbios.what = condition::kind::none;
    no_netbios.parts = {m.flows[2].when};
    auto& f = m.flows[0];
    f.when = no_netbios;
    site s;
    s.hosts = {host("srv", {"server"}), host("repo", {"repository"}), host("web", {"agent-linux"})};
    const auto check = [&](const std::string& id) -> std::optional<requirement> {
        for (const auto& c : make_plan(m, s, s.hosts[2], {}).requirements)
            if (c.flow->id == id) return c;
        return std::nullopt;
    };
    const std::string usual = "agent:server:tcp:10006", unusual = "agent:repository:udp:137";
    SUBCASE("the flow of the usual case counts, that of the other one is asked for as before") {
        CHECK(check(usual)->questions.empty());
        CHECK(check(usual)->assumptions == word_list{"NetBIOS? Assumed: no; otherwise --fact netbios=true"});
        CHECK(check(usual)->required);
        CHECK(check(unusual)->questions == word_list{"NetBIOS? (--fact netbios=true|false)"});
        CHECK(check(unusual)->assumptions.empty());
    }
    SUBCASE("a statement is no assumption") {
        s.facts = {{"netbios", "false"}};
        CHECK(check(usual)->assumptions.empty());
        CHECK_FALSE(check(unusual));
        s.facts = {{"netbios", "true"}};
        CHECK_FALSE(check(usual));
        CHECK(check(unusual)->questions.empty());
    }
    SUBCASE("nothing is assumed beside a host that makes it doubtful") {
        m.facts[0].unless_roles = {"agent"};
        CHECK(check(usual)->questions == word_list{"NetBIOS? (--fact netbios=true|false)"});
        CHECK(check(usual)->assumptions.empty());
    }
    SUBCASE("what is usual does not settle all: then all is asked") {
        condition both;
        both.what = condition::kind::all;
        condition cluster = m.flows[2].when;
        cluster.fact = "cluster";
        both.parts = {no_netbios, cluster};
        f.when = both;
        CHECK(check(usual)->questions ==
              word_list{"NetBIOS? (--fact netbios=true|false)", "A cluster? (--fact cluster=true|false)"});
        CHECK(check(usual)->assumptions.empty());
        s.hosts[0].facts = {{"cluster", "true"}};
        CHECK(check(usual)->questions.empty());
        CHECK(check(usual)->assumptions.size() == 1);
    }
    SUBCASE("it makes a flow mandatory, and never optional") {
        f.when = {};
        f.required_when = no_netbios;
        CHECK(check(usual)->required);
        CHECK(check(usual)->questions.empty());
        CHECK(check(usual)->assumptions.size() == 1);
        f.required_when = m.flows[2].when;
        CHECK(check(usual)->required); // until somebody says that it is not
        CHECK(check(usual)->questions.size() == 1);
    }
}

TEST_CASE("a host runs only at times where all of its roles do") {
    matrix m = a_matrix();
    m.roles[4].runs_only = "during a restore"; // repository
    site s;
    s.hosts = {host("repo", {"repository"}), host("web", {"agent-linux"})};
    CHECK(make_plan(m, s, s.hosts[1], {}).requirements.at(0).runs_only == "during a restore");
    s.hosts[0].roles.push_back("server");
    for (const auto& c : make_plan(m, s, s.hosts[1], {}).requirements)
        CHECK(c.runs_only.empty());
}

TEST_CASE("external services: patterns, placeholders, regions, private names") {
    const matrix m = a_matrix();
    const site_host server = host("srv", {"server"});
    site s;
    const std::string cloud = "server:cloud:tcp:443";
    SUBCASE("not used") {
        const plan p = make_plan(m, s, server, {});
        CHECK(skipped(p, cloud)->why == skip_reason::not_applicable);
        CHECK(skipped(p, "server:s3:tcp:custom")->why == skip_reason::not_applicable);
    }
    SUBCASE("declared without names: the concrete ones are probed, the rest has to be named") {
        s.endpoints["cloud"] = {};
        const plan p = make_plan(m, s, server, {});
        CHECK(checks_of(p) == word_list{"login.example server:cloud:tcp:443"});
        CHECK(p.requirements[0].installed);
        std::vector<not_probed> of_cloud;
        std::copy_if(p.skipped.begin(), p.skipped.end(), std::back_inserter(of_cloud),
                     [&](const auto& n) { return n.flow == cloud; });
        REQUIRE(of_cloud.size() == 2);
        CHECK(of_cloud[0].target == "odd.example");
        CHECK(of_cloud[0].why == skip_reason::not_applicable);
        CHECK(of_cloud[1].why == skip_reason::needs_config);
        CHECK(of_cloud[1].text == "no concrete name for *.cloud.example (list hosts in endpoints.cloud), "
                                  "<account>.blob.example (set endpoints.account)");
    }
    SUBCASE("named") {
        s.endpoints["cloud"] = {{"eu.cloud.example", {}}};
        s.placeholders["account"] = "acme";
        const plan p = make_plan(m, s, server, {});
        CHECK(checks_of(p) == word_list{"eu.cloud.example server:cloud:tcp:443",
                                        "acme.blob.example server:cloud:tcp:443",
                                        "login.example server:cloud:tcp:443"});
    }
    SUBCASE("another region") {
        s.endpoints["cloud"] = {{"x.cloud.example.cn", {}}};
        s.region = "china";
        CHECK(checks_of(make_plan(m, s, server, {})) == word_list{"x.cloud.example.cn server:cloud:tcp:443"});
    }
    SUBCASE("a private name or address takes the place of the page's") {
        s.hosts = {host("gateway", {"cloud"}, {"10.0.0.9"})};
        CHECK(checks_of(make_plan(m, s, server, {})) == word_list{"gateway server:cloud:tcp:443"});
    }
    SUBCASE("an endpoint with a port serves only flows of that port") {
        s.endpoints["cloud"] = {{"10.0.0.9", std::uint16_t{80}}};
        CHECK(checks_of(make_plan(m, s, server, {})).empty());
    }
    SUBCASE("a flow without a port takes the endpoint's") {
        s.endpoints["s3"] = {{"minio", std::uint16_t{9000}}, {"other", {}}};
        const plan p = make_plan(m, s, server, {});
        CHECK(checks_of(p) == word_list{"minio server:s3:tcp:custom"});
        CHECK(to_string(p.requirements[0].ports) == "9000");
        CHECK(skipped(p, "server:s3:tcp:custom")->why == skip_reason::needs_config);
    }
}

TEST_CASE("hosts of certificate revocation that were found on the way") {
    matrix m = a_matrix();
    m.roles.push_back({"crl", "Revocation lists", {}, false, false, true, true, "", ""});
    const auto add = [&m](const char* to, port_list ports, fairway::select s, std::vector<endpoint> endpoints) {
        flow f;
        f.id = std::string("server:") + to + ":tcp:" + to_string(ports);
        f.from = "server";
        f.to = to;
        f.ports = std::move(ports);
        f.select = s;
        f.listens = listens::external;
        f.identify = s == fairway::select::all ? "http" : "";
        f.endpoints = std::move(endpoints);
        m.flows.push_back(std::move(f));
    };
    add("crl", {{80, 80}, {443, 443}}, fairway::select::any, {});
    add("cloud", {{80, 80}}, fairway::select::all, {{"", "*.trust.example", "", ""}});
    m.flows[5].identify = "https"; // the cloud itself
    site s;
    s.endpoints["cloud"] = {{"eu.cloud.example", {}}};
    const site_host server = host("srv", {"server"});
    const plan before = make_plan(m, s, server, {});
    CHECK(before.finds_revocation);
    CHECK(skipped(before, "server:cloud:tcp:80")->why == skip_reason::needs_config);
    const auto targets = [&](const std::string& to, const std::string& ports) {
        word_list found;
        for (const auto& c : make_plan(m, s, server, {}).requirements)
            if (c.flow->to == to && to_string(c.flow->ports) == ports)
                found.push_back(c.target + " " + to_string(c.probed));
        return found;
    };
    SUBCASE("each is one of the crl flow: either port, or that which the certificate names") {
        s = with_revocation_hosts(m, s,
                                  {{"crl.ca.example", {}, "cloud"}, {"ocsp.ca.example", std::uint16_t{8080}, ""}});
        CHECK(targets("crl", "80,443") == word_list{"crl.ca.example 80,443", "ocsp.ca.example 8080"});
        // It fits no pattern of the service, and must not stand in for it.
        CHECK(targets("cloud", "443") == word_list{"eu.cloud.example 443", "login.example 443"});
    }
    SUBCASE("one that fits a pattern settles it") {
        s = with_revocation_hosts(m, s, {{"ocsp.trust.example", {}, "cloud"}});
        CHECK(targets("cloud", "80") == word_list{"ocsp.trust.example 80"});
        CHECK(targets("cloud", "443") == word_list{"eu.cloud.example 443", "login.example 443"});
    }
    SUBCASE("each once") {
        s = with_revocation_hosts(m, s, {{"a.example", {}, ""}, {"a.example", {}, ""}});
        s = with_revocation_hosts(m, s, {{"a.example", {}, ""}});
        CHECK(s.endpoints.at("crl").size() == 1);
    }
    SUBCASE("nothing can be found where no certificate is seen") {
        s.endpoints.clear();
        CHECK(!make_plan(m, s, server, {}).finds_revocation);
    }
}

TEST_CASE("this very host is no target, unless it was named as a peer") {
    const matrix m = a_matrix();
    site s;
    s.hosts = {host("all", {"agent-linux", "server"})};
    plan p = make_plan(m, s, s.hosts[0], {});
    CHECK(p.requirements.empty());
    CHECK(skipped(p, "agent:server:tcp:10006")->text == "the target is this host itself");
    s.hosts[0].peer = true;
    p = make_plan(m, s, host("all", {"agent-linux"}), {});
    CHECK(checks_of(p) == word_list{"all agent:server:tcp:10006"});
}

TEST_CASE("--only") {
    const matrix m = a_matrix();
    site s;
    s.hosts = {host("srv", {"server"}), host("repo", {"repository"})};
    plan_options o;
    o.only = {"*:repository:*"};
    CHECK(checks_of(make_plan(m, s, host("web", {"agent-linux"}), o)) ==
          word_list{"repo agent:repository:tcp:2500-3300", "repo agent:repository:udp:137"});
}
