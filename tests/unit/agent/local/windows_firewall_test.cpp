#include "agent/local/windows_firewall.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace fairway;
using text_list = std::vector<std::string>;

namespace {

constexpr std::size_t domain = 0, private_one = 1, public_one = 2;

/// A machine in a public network, as Windows is set up at first.
windows_firewall usual() {
    windows_firewall f;
    for (auto& p : f.profiles) {
        p.enabled = p.stealth = p.notifies = true;
        p.blocks_all = p.allows_by_default = false;
    }
    f.profiles[public_one].active = true;
    return f;
}

windows_rule tcp_rule(const char* name, const char* ports) {
    windows_rule r;
    r.name = name;
    r.protocol = protocol::tcp;
    r.ports = parse_windows_ports(ports);
    return r;
}

windows_rule blocking(windows_rule r) {
    r.allows = false;
    return r;
}

windows_rule in_profiles(windows_rule r, std::array<bool, 3> profiles) {
    r.profiles = profiles;
    return r;
}

windows_rule only_from(windows_rule r, const char* addresses) {
    r.remote_addresses = addresses;
    return r;
}

/// The lines about ports.
text_list about_ports(const windows_firewall& f, const port_list& tcp, const port_list& udp = {}) {
    auto lines = describe(f, tcp, udp);
    std::erase_if(lines, [](const auto& line) { return !line.starts_with("TCP ") && !line.starts_with("UDP "); });
    return lines;
}

} // namespace

TEST_CASE("ports of a rule") {
    struct row {
        const char* text;
        bool any, rpc;
        port_list ports;
    };
    const row rows[] = {
        {"", true, false, {}},
        {" ", true, false, {}},
        {"*", true, false, {}},
        {"6160", false, false, {{6160, 6160}}},
        {"2500-3300,6160", false, false, {{2500, 3300}, {6160, 6160}}},
        {" 6160 , 2500-3300 ", false, false, {{2500, 3300}, {6160, 6160}}},
        {"0-65535", false, false, {{1, 65535}}},
        {"0", false, false, {}},
        {"0-0", false, false, {}},
        {"RPC", false, true, {}},
        {"rpc-epmap", false, false, {{135, 135}}},
        {"RPC,RPC-EPMap,445", false, true, {{135, 135}, {445, 445}}},
        {"IPHTTPS", false, false, {{443, 443}}},
        {"Ply2Disc", false, false, {}},
        {"70000", false, false, {}},
        {"3300-2500", false, false, {}},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.text));
        const auto ports = parse_windows_ports(r.text);
        CHECK(ports.any == r.any);
        CHECK(ports.rpc == r.rpc);
        CHECK(ports.ports == r.ports);
    }
}

TEST_CASE("a rule of a policy") {
    const auto rule = parse_policy_rule(
        "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|Profile=Domain|Profile=Private|LPort=6160|LPort=6162|"
        "LPort2_10=2500-3300|RA4=10.0.0.0/255.0.0.0|RA42=LocalSubnet|App=C:\\Veeam\\x.exe|Svc=VeeamDeploySvc|"
        "Name=Veeam (GPO)|Desc=a|EmbedCtxt=b|");
    REQUIRE(rule);
    CHECK(rule->name == "Veeam (GPO)");
    CHECK(rule->allows);
    CHECK(rule->of_policy);
    CHECK(rule->profiles == std::array{true, true, false});
    CHECK(rule->protocol == protocol::tcp);
    CHECK(rule->ports.ports == port_list{{2500, 3300}, {6160, 6160}, {6162, 6162}});
    CHECK(rule->remote_addresses == "10.0.0.0/255.0.0.0,LocalSubnet");
    CHECK(rule->program == "C:\\Veeam\\x.exe");
    CHECK(rule->service == "VeeamDeploySvc");
    CHECK_FALSE(rule->only_authenticated);
    CHECK_FALSE(rule->only_some_users);

    const auto any = parse_policy_rule("v2.10|Action=Block|Active=TRUE|Dir=In|Name=all|");
    REQUIRE(any);
    CHECK_FALSE(any->allows);
    CHECK_FALSE(any->protocol);
    CHECK(any->ports.any);
    CHECK(any->profiles == std::array{true, true, true});

    struct row {
        const char* text;
        bool is_rule, authenticated, users;
    };
    const row rows[] = {
        {"", false, false, false},
        {"v2.10", false, false, false},
        {"x|Action=Allow|Active=TRUE|Dir=In|", false, false, false},
        {"v2.10|Action=Allow|Active=FALSE|Dir=In|Protocol=6|LPort=1|", false, false, false},
        {"v2.10|Action=Allow|Active=TRUE|Dir=Out|Protocol=6|LPort=1|", false, false, false},
        {"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=1|", false, false, false},
        {"v2.10|Action=Dance|Active=TRUE|Dir=In|Protocol=6|", false, false, false},
        {"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=53|", true, false, false},
        {"v2.10|Action=ByPass|Active=TRUE|Dir=In|Protocol=6|LPort=1|", true, true, false},
        {"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=1|Security=Authenticate|", true, true, false},
        {"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=1|LUOwn=S-1-5-21-1|", true, false, true},
        {"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=1", true, false, false},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.text));
        const auto parsed = parse_policy_rule(r.text);
        CHECK(parsed.has_value() == r.is_rule);
        if (!parsed) continue;
        CHECK(parsed->only_authenticated == r.authenticated);
        CHECK(parsed->only_some_users == r.users);
    }
}

TEST_CASE("every prefix of a rule of a policy is read without harm") {
    const std::string text = "v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort2_10=0-3300|RA4=10.0.0.0|Name=x|";
    for (std::size_t size = 0; size <= text.size(); ++size)
        parse_policy_rule(std::string_view(text).substr(0, size));
}

TEST_CASE("which rule decides about a port") {
    const auto service = tcp_rule("Veeam Installer Service", "6160");
    struct row {
        const char* what;
        std::vector<windows_rule> rules;
        const char* words;
    };
    auto for_program = service;
    for_program.program = "C:\\Program Files\\Veeam\\VeeamDeploymentSvc.exe";
    auto for_service = service;
    for_service.service = "VeeamDeploySvc";
    auto for_app = tcp_rule("Cortana", "*");
    for_app.protocol.reset();
    for_app.package = "S-1-15-2-1";
    auto udp = service;
    udp.protocol = protocol::udp;
    auto with_ipsec = service;
    with_ipsec.only_authenticated = true;
    auto twin = only_from(service, "10.0.0.1");
    const row rows[] = {
        {"no rule", {}, "blocked: no enabled rule allows it, and the default is to block (Public)"},
        {"a rule", {service}, "allowed by rule \"Veeam Installer Service\" (Public)"},
        {"its addresses are any", {only_from(service, "*")}, "allowed by rule \"Veeam Installer Service\" (Public)"},
        {"another port",
         {tcp_rule("x", "6161")},
         "blocked: no enabled rule allows it, and the default is to block (Public)"},
        {"another protocol", {udp}, "blocked: no enabled rule allows it, and the default is to block (Public)"},
        {"not in the active profile",
         {in_profiles(service, {true, true, false})},
         "blocked: no enabled rule allows it, and the default is to block (Public); allowed by rule \"Veeam Installer "
         "Service\" (Domain, Private, which is not active)"},
        {"for a program",
         {for_program},
         "allowed by rule \"Veeam Installer Service\" (only for VeeamDeploymentSvc.exe) (Public)"},
        {"for a service",
         {for_service},
         "allowed by rule \"Veeam Installer Service\" (only for the service VeeamDeploySvc) (Public)"},
        {"for an app", {for_app}, "allowed by rule \"Cortana\" (only for a packaged app) (Public)"},
        {"with IPsec", {with_ipsec}, "allowed by rule \"Veeam Installer Service\" (only with IPsec) (Public)"},
        {"from some",
         {only_from(service, "LocalSubnet")},
         "allowed by rule \"Veeam Installer Service\" (only from LocalSubnet) (Public)"},
        {"for all beats for some", {for_program, tcp_rule("all", "*")}, "allowed by rule \"all\" (Public)"},
        {"the same twice",
         {for_program, for_program},
         "allowed by rule \"Veeam Installer Service\" (only for VeeamDeploymentSvc.exe) (Public)"},
        {"two for some",
         {for_program, twin},
         "allowed by rules \"Veeam Installer Service\" (only for VeeamDeploymentSvc.exe), \"Veeam Installer Service\" "
         "(only from 10.0.0.1) (Public)"},
        {"to block wins", {service, blocking(tcp_rule("no", "6000-7000"))}, "blocked by rule \"no\" (Public)"},
        {"to block some",
         {service, blocking(only_from(tcp_rule("no", "*"), "10.9.0.0/16"))},
         "allowed by rule \"Veeam Installer Service\", but blocked by rule \"no\" (only from 10.9.0.0/16) (Public)"},
        {"to block some of nothing",
         {blocking(only_from(tcp_rule("no", "*"), "10.9.0.0/16"))},
         "blocked: no enabled rule allows it, and the default is to block (Public)"},
        {"RPC is elsewhere",
         {tcp_rule("rpc", "RPC")},
         "blocked: no enabled rule allows it, and the default is to block (Public)"},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.what));
        auto f = usual();
        f.rules = r.rules;
        CHECK(about_ports(f, {{6160, 6160}}) == text_list{std::string("TCP 6160: ") + r.words});
    }
}

TEST_CASE("settings that decide before rules, or in their place") {
    auto f = usual();
    f.rules = {tcp_rule("x", "6160")};
    auto& p = f.profiles[public_one];
    const auto words = [&] { return about_ports(f, {{6160, 6160}}).at(0); };
    SUBCASE("off") {
        p.enabled = false;
        CHECK(words() == "TCP 6160: allowed: the firewall is off (Public)");
    }
    SUBCASE("all is blocked") {
        p.blocks_all = true;
        CHECK(words().starts_with("TCP 6160: blocked, like everything that comes in, whatever the rules say (Public)"));
    }
    SUBCASE("allowed by default") {
        f.rules.clear();
        p.allows_by_default = true;
        CHECK(words() == "TCP 6160: allowed by default (Public)");
        f.rules = {blocking(tcp_rule("no", "6160"))};
        CHECK(words().starts_with("TCP 6160: blocked by rule \"no\" (Public)"));
    }
    SUBCASE("only rules of a policy count") {
        p.local_rules_count = false;
        CHECK(
            words().starts_with("TCP 6160: blocked: no enabled rule allows it, and the default is to block (Public)"));
        f.rules[0].of_policy = true;
        CHECK(words() == "TCP 6160: allowed by rule \"x\" (Public)");
    }
    SUBCASE("what is unknown is said so") {
        f.are_rules_complete = false;
        CHECK(words() == "TCP 6160: allowed by rule \"x\", as far as the rules could be read (Public)");
        f.rules.clear();
        CHECK(words() == "TCP 6160: unknown: not all settings and rules could be read (Public)");
        p.allows_by_default = true; // a rule that is not known may block it
        CHECK(words() == "TCP 6160: unknown: not all settings and rules could be read (Public)");
        f.are_rules_complete = true;
        p.allows_by_default.reset();
        CHECK(words().starts_with("TCP 6160: unknown"));
        p.enabled.reset();
        CHECK(words().starts_with("TCP 6160: unknown"));
    }
    SUBCASE("several profiles are active") {
        f.profiles[domain].active = true;
        f.rules[0].profiles = {true, false, false};
        CHECK(words() ==
              "TCP 6160: allowed by rule \"x\" (Domain); blocked: no enabled rule allows it, and the default "
              "is to block (Public)");
    }
    SUBCASE("none is active") {
        p.active = false;
        f.profiles[private_one].enabled = false;
        CHECK(words() == "TCP 6160: allowed by rule \"x\" (Domain, Public); allowed: the firewall is off (Private)");
    }
}

TEST_CASE("ports that fare alike stand together, in order") {
    auto f = usual();
    f.rules = {tcp_rule("low", "2500-2509"), tcp_rule("rpc", "RPC"), tcp_rule("web", "443")};
    const auto lines = about_ports(f, {{135, 135}, {443, 443}, {2500, 2511}, {49152, 49153}}, {{53, 53}});
    CHECK(lines == text_list{
                       "TCP 135, 2510-2511: blocked: no enabled rule allows it, and the default is to block (Public)",
                       "TCP 443: allowed by rule \"web\" (Public)",
                       "TCP 2500-2509: allowed by rule \"low\" (Public)",
                       "TCP 49152-49153: allowed by rule \"rpc\" (only for RPC servers) (Public)",
                       "UDP 53: blocked: no enabled rule allows it, and the default is to block (Public)",
                   });
    CHECK(about_ports(f, {}).empty());
}

TEST_CASE("profiles and what stands beside them") {
    auto f = usual();
    f.profiles[private_one].active = true;
    f.profiles[private_one].stealth = f.profiles[private_one].notifies = false;
    f.profiles[private_one].local_rules_count = false;
    f.profiles[private_one].allows_by_default = true;
    f.is_policy_overriding = true;
    f.other_products = {"Shield\x1b[0m 9"};
    f.unread = {"Windows Firewall: 2 rules could not be read"};
    CHECK(describe(f, {}, {}) ==
          text_list{
              "another firewall is registered: Shield?[0m 9; what it does cannot be seen here",
              "Windows Firewall: profile Private, active: on, what no rule blocks comes in, no stealth mode: closed "
              "ports answer, does not ask when a new program listens, rules of this machine do not count: a "
              "policy says so",
              "Windows Firewall: profile Public, active: on, what no rule allows is blocked, stealth mode: closed "
              "ports stay silent, asks when a new program listens",
              "Windows Firewall: group policy decides; changes of local rules have no effect",
              "Windows Firewall: 2 rules could not be read"});
    f = usual();
    f.profiles[public_one] = {};
    f.profiles[public_one].active = true;
    CHECK(describe(f, {}, {}) == text_list{"Windows Firewall: profile Public, active: settings unknown"});
    f.profiles[public_one].enabled = true;
    CHECK(describe(f, {}, {}) == text_list{"Windows Firewall: profile Public, active: on, unknown whether it blocks by "
                                           "default, unknown whether stealth mode is on"});
    f.profiles[public_one].active = false;
    CHECK(describe(f, {}, {}).at(0) == "Windows Firewall: no profile is active: there may be no network");
    CHECK(describe(f, {}, {}).size() == 4);
    f.is_known = false;
    f.unread = {"Windows Firewall: settings unknown: access denied"};
    CHECK(describe(f, {{1, 1}}, {}) == f.unread);
}

TEST_CASE("what keeps others from a port that this program has") {
    auto f = usual();
    auto ours = tcp_rule("ours", "2500-2501");
    ours.program = "c:\\tools\\FAIRWAY.exe";
    auto theirs = tcp_rule("theirs", "2502");
    theirs.program = "C:\\Veeam\\x.exe";
    auto service = tcp_rule("service", "2503");
    service.service = "VeeamDeploySvc";
    auto not_here = blocking(ours);
    not_here.program = "C:\\other.exe";
    auto elsewhere = in_profiles(tcp_rule("elsewhere", "2504"), {true, false, false});
    f.rules = {ours, theirs, service, not_here, elsewhere, tcp_rule("all", "2505")};
    const port_list ports{{2500, 2505}};
    const auto kept_out = [&] { return obstacles(f, ports, {}, "C:\\Tools\\fairway.exe"); };
    const std::string blocked = ": blocked: no enabled rule allows it, and the default is to block (Public)";
    CHECK(kept_out() ==
          text_list{"TCP 2502-2503" + blocked,
                    "TCP 2504" + blocked + "; allowed by rule \"elsewhere\" (Domain, which is not active)"});
    f.profiles[public_one].enabled = false;
    CHECK(kept_out().empty());
    f.is_known = false;
    f.unread = {"Windows Firewall: settings unknown: access denied"};
    CHECK(kept_out() == f.unread);
}
