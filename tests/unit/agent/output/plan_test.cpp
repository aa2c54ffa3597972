#include "agent/output/plan.hpp"
#include "matrix/shipped.hpp"
#include "probes/identify/protocol.hpp"
#include "text/columns.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace fairway;

namespace {

plan plan_of(const matrix& m, const site& s, const std::string& role) {
    site_host self;
    self.name = "here";
    self.roles = {role};
    return make_plan(m, s, self, {});
}

/// The line of the plan that has this, without what it is for.
std::string line_with(const std::string& text, const std::string& part) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.find(part) != std::string::npos) return line;
    return "no line with " + part;
}

} // namespace

TEST_CASE("the plan says what is spoken to each port") {
    const auto read = shipped_matrix("veeam-agents");
    REQUIRE(read);
    const matrix& m = *read;
    site s;
    const auto add = [&](const char* name, std::vector<std::string> roles) {
        site_host h;
        h.name = name;
        h.roles = std::move(roles);
        s.hosts.push_back(std::move(h));
    };
    add("lin", {"agent-linux"});
    add("dc", {"active-directory", "dns-server"});
    s.endpoints["amazon-s3"] = {{"b.s3.amazonaws.com", {}}};
    const plan p = plan_of(m, s, "backup-server");
    const auto asked = render_plan(p, {}, "demo", true, 200);
    const auto only_connected = render_plan(p, {}, "demo", false, 200);
    struct row {
        const char* port;
        const char* spoken;
    };
    const row rows[] = {{"    TCP 22 ", "connect, read SSH banner"}, {"    TCP 6162 ", "connect  "},
                        {"    TCP 389 ", "connect, LDAP root DSE"},  {"    TCP 636 ", "connect, TLS, LDAP root DSE"},
                        {"    TCP 53 ", "connect, DNS query"},       {"    TCP 443 ", "connect, TLS, HTTP request"}};
    for (const auto& r : rows) {
        CAPTURE(std::string(r.port));
        const auto line = line_with(asked, r.port);
        CAPTURE(line);
        CHECK(line.find(r.spoken) != std::string::npos);
        CHECK(line_with(only_connected, r.port).find("connect  ") != std::string::npos);
    }
    CHECK(asked.find("CRL and OCSP hosts that the certificates of these services name") != std::string::npos);
    CHECK(asked.find("resolve every host with the role backup-server, forward and in reverse") != std::string::npos);
    for (const bool identify : {true, false}) {
        const auto line = line_with(render_plan(p, {}, "demo", identify, 1000), "  also: hop checks");
        CAPTURE(line);
        CHECK(line.find("a few that no flow requires, TCP in 61000-64999 and UDP from 33434 on") != std::string::npos);
        CHECK(line.find("--no-trace") != std::string::npos);
    }
    CHECK(only_connected.find("CRL and OCSP") == std::string::npos);
    CHECK(only_connected.find("resolve every host") == std::string::npos);

    // Of external services nobody asks who answers.
    plan outside = p;
    std::erase_if(outside.requirements, [](const auto& c) { return c.flow->listens != listens::external; });
    REQUIRE_FALSE(outside.requirements.empty());
    readiness none;
    none.hop_checks = false;
    const auto without = line_with(render_plan(p, none, "demo", true, 1000), "  also: two SYNs");
    CHECK(without.find("pings") == std::string::npos);
    none.pings = true;
    CHECK(render_plan(p, none, "demo", true, 1000).find("pings with few hops to live") != std::string::npos);
    CHECK(render_plan(outside, {}, "demo", true, 200).find("hop checks") == std::string::npos);

    // Every protocol that the matrix names has words.
    for (const auto& f : m.flows) {
        if (f.identify.empty()) continue;
        CAPTURE(f.id);
        plan one;
        requirement c;
        c.flow = f;
        c.target = "x";
        c.addresses = {"x"};
        c.ports = c.probed = f.ports;
        one.requirements = {c};
        const auto* expected = identify::find_protocol(f.identify, f.protocol);
        REQUIRE(expected);
        const std::string line =
            line_with(render_plan(one, {}, "demo", true, 200), f.protocol == protocol::tcp ? "    TCP " : "    UDP ");
        CAPTURE(line);
        CHECK((line.find("connect, ") != std::string::npos) == (f.protocol == protocol::tcp));
        CHECK(line.find(expected->asked) != std::string::npos);
    }
}

TEST_CASE("the plan says that endpoint mappers are asked, where there are dynamic RPC ports") {
    flow f;
    f.ports = {{49152, 65535}};
    f.dynamic = "rpc";
    plan one;
    requirement c;
    c.flow = f;
    c.target = "x";
    c.addresses = {"x"};
    c.ports = f.ports;
    c.probed = {{49152, 49152}, {65535, 65535}};
    one.requirements = {c};
    const auto asks = [&](bool identify) {
        return render_plan(one, {}, "demo", identify, 400).find("  also: the endpoint mapper (TCP 135) of each host") !=
               std::string::npos;
    };
    CHECK(asks(true));
    CHECK_FALSE(asks(false));
    f.dynamic.clear();
    one.requirements[0].flow = f;
    CHECK_FALSE(asks(true));
}

TEST_CASE("what a UDP port gets depends on the word, not on the port") {
    struct row {
        std::uint16_t port;
        const char* word;
        const char* sent;
    };
    for (const auto& r : {row{5353, "dns", "DNS query"}, row{53, "", "empty datagram"}}) {
        CAPTURE(r.port);
        flow f;
        f.protocol = protocol::udp;
        f.identify = r.word;
        plan one;
        requirement c;
        c.flow = f;
        c.target = "x";
        c.addresses = {"x"};
        c.ports = c.probed = {{r.port, r.port}};
        one.requirements = {c};
        for (const bool identify : {true, false}) // silent without a question, so it is asked anyway
            CHECK(line_with(render_plan(one, {}, "demo", identify, 200), "    UDP ").find(r.sent) != std::string::npos);
    }
}

TEST_CASE("the plan says who holds ports that others need, a line of ports for each program") {
    flow f;
    f.protocol = protocol::tcp;
    f.from = "backup-server";
    inbound in;
    in.flow = f;
    in.role = "agent-linux";
    in.from = {"backup-server"};
    in.ports = {{2500, 2509}};
    plan p;
    p.host = "here";
    p.inbounds = {in};
    struct row {
        std::vector<listener> listeners;
        const char* words;
    };
    const auto tcp = [](std::uint16_t port, const char* owner, const char* address = "0.0.0.0") {
        return listener{protocol::tcp, address, port, owner};
    };
    const row rows[] = {
        {{}, "free: nothing listens yet"},
        {{{protocol::udp, "0.0.0.0", 2500, "x"}, tcp(2499, "x")}, "free: nothing listens yet"},
        {{tcp(2500, "fairway (pid 3237)"), tcp(2501, "fairway (pid 3237)"), tcp(2500, "fairway (pid 3237)", "::")},
         "taken: 2500-2501 by fairway (pid 3237); the others are free"},
        {{tcp(2500, "a"), tcp(2501, "b"), tcp(2502, "a"), tcp(2503, "")},
         "taken: 2500, 2502 by a; 2503 by an unknown process; 2501 by b; the others are free"},
        {{tcp(2500, "a", "127.0.0.1")},
         "taken: 2500 by a, on loopback only: others cannot reach it; the others are free"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.words);
        readiness ready;
        ready.listeners = r.listeners;
        CHECK(
            render_plan(p, ready, "demo", true, 200).find(std::string("TCP 2500-2509             ") + r.words + "\n") !=
            std::string::npos);
    }
    readiness ready;
    for (std::uint16_t port = 2500; port < 2510; ++port)
        ready.listeners.push_back(tcp(port, "fairway (pid 3237)"));
    CHECK(render_plan(p, ready, "demo", true, 200).find("taken: 2500-2509 by fairway (pid 3237)\n") !=
          std::string::npos);
}

TEST_CASE("the plan fits its terminal, but for commands to copy") {
    const auto m = shipped_matrix("veeam-agents").value();
    site s;
    for (const char* role : {"backup-server", "repository", "agent-linux"}) {
        site_host h;
        h.name = role;
        h.roles = {role};
        s.hosts.push_back(std::move(h));
    }
    const plan p = plan_of(m, s, "agent-windows");
    REQUIRE_FALSE(p.inbounds.empty());
    for (const std::size_t width : {60, 72, 80, 120}) {
        CAPTURE(width);
        std::istringstream lines(render_plan(p, {}, "demo", true, width));
        for (std::string line; std::getline(lines, line);)
            CHECK_MESSAGE((width_of(line) <= width || line.starts_with("      fairway check ")), line);
    }
}

TEST_CASE("the plan says which address packets leave from, and through which proxy") {
    const auto read = shipped_matrix("veeam-agents");
    REQUIRE(read);
    site s;
    const auto add = [&](const char* name, std::vector<std::string> addresses) {
        site_host h;
        h.name = name;
        h.addresses = std::move(addresses);
        h.roles = {"agent-linux"};
        s.hosts.push_back(std::move(h));
    };
    add("both", {"10.0.0.5", "fd00::5"});
    add("one", {"10.0.0.6"});
    add("named", {"web.example.com"});
    s.endpoints["amazon-s3"] = {{"b.s3.amazonaws.com", {}}};
    s.proxy = proxy_use{"http://proxy.corp:8080", "", {}};
    const plan p = plan_of(*read, s, "backup-server");
    readiness ready;
    ready.source.v4 = "10.0.7.3";
    ready.from = {{"10.0.0.5", "from 10.0.7.3"},
                  {"10.0.0.6", "from 10.0.7.3"},
                  {"fd00::5", "not probed (no source address of its family)"}};
    const auto text = render_plan(p, ready, "demo", true, 200);
    CHECK(line_with(text, "From:") == "From:  10.0.7.3; IPv6 addresses are not probed");
    CHECK(
        line_with(text, "  both (")
            .starts_with("  both (10.0.0.5, fd00::5): 10.0.0.5 from 10.0.7.3, fd00::5 not probed (no source address of "
                         "its family)"));
    CHECK(line_with(text, "  one (").starts_with("  one (10.0.0.6), from 10.0.7.3, planned"));
    CHECK(line_with(text, "  named (").starts_with("  named (web.example.com), planned"));
    CHECK(line_with(text, "  b.s3.amazonaws.com").starts_with("  b.s3.amazonaws.com, through proxy proxy.corp:8080"));

    ready.source = {"10.0.7.3", "fd00::7:3"};
    CHECK(line_with(render_plan(p, ready, "demo", true, 200), "From:") == "From:  10.0.7.3 and fd00::7:3");
    CHECK(render_plan(p, {}, "demo", true, 200).find("from 10.0.7.3") == std::string::npos);
}
