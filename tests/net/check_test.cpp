#include "agent/check.hpp"

#include "probes/identify/protocol.hpp"
#include "tests/certificates.hpp"
#include "tests/net/findings.hpp"
#include "tests/net/servers.hpp"
#include "tests/unit/agent/commands/call.hpp"

#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>

using namespace fairway;
using nlohmann::json;
using std::chrono::milliseconds;
using test::of_port;
using test::say;
using test::trusted;

namespace {

namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;
using boost::system::error_code;

/// A matrix with the ports of this test's servers.
struct rules {
    json flows = json::array();

    rules& flow(const char* to, std::uint16_t port, const char* identify, const char* listens = "service",
                const char* protocol = "tcp", const std::string& suffix = "") {
        const auto number = std::to_string(port);
        flows.push_back({{"id", std::string("client:") + to + ":" + protocol + ":" + number + suffix},
                         {"rows", {1}},
                         {"from", "client"},
                         {"to", to},
                         {"protocol", protocol},
                         {"ports", {port}},
                         {"listens", listens},
                         {"identify", identify == nullptr ? json(nullptr) : json(identify)},
                         {"purpose", "Test"}});
        return *this;
    }

    rules& revocation() {
        flows.push_back({{"id", "client:crl:tcp:80,443"},
                         {"rows", {2}},
                         {"from", "client"},
                         {"to", "crl"},
                         {"protocol", "tcp"},
                         {"ports", {80, 443}},
                         {"select", "any"},
                         {"listens", "external"},
                         {"identify", nullptr},
                         {"purpose", "Revocation"}});
        return *this;
    }

    assignment given(const std::string& peer) const {
        const json file{{"schema", "fairway-matrix/1"},
                        {"id", "demo"},
                        {"version", "1"},
                        {"title", "Demo"},
                        {"source", {{"url", "https://example.com"}, {"updated", "2026-01-19"}}},
                        {"roles",
                         {{{"id", "client"}, {"title", "Client"}},
                          {{"id", "server"}, {"title", "Server"}},
                          {{"id", "backup-server"}, {"title", "Backup server"}},
                          {{"id", "crl"}, {"title", "Revocation"}, {"external", true}, {"revocation", true}},
                          {{"id", "cloud"}, {"title", "Cloud"}, {"external", true}}}},
                        {"facts", json::array()},
                        {"flows", flows}};
        const auto m = read_matrix(file.dump(), "demo", identify::protocol_words());
        for (const auto& p : m.problems)
            MESSAGE(to_string(p));
        REQUIRE(m.value);
        assignment a;
        a.matrix = *m.value;
        a.self.name = "here";
        a.self.roles = {"client"};
        site_host server;
        server.name = peer;
        server.roles = {"server"};
        a.site.hosts.push_back(server);
        return a;
    }
};

report check_here(const assignment& a, bool identify = true) {
    check_options o;
    o.timeout = milliseconds(600);
    o.identify = identify;
    return run_check(a, make_plan(a.matrix, a.site, a.self, o.plan), o, {"here", {}}, std::nullopt, nullptr, {});
}

/// An HTTPS server that answers each request with 403.
struct forbidding_server {
    explicit forbidding_server(const test::identity_card& card) : context(ssl::context::tls_server) {
        SSL_CTX_use_certificate(context.native_handle(), card.certificate.get());
        SSL_CTX_use_PrivateKey(context.native_handle(), card.key.get());
    }
    test::servers::handler handler() {
        return [this](tcp::socket peer) {
            const auto s = std::make_shared<ssl::stream<tcp::socket>>(std::move(peer), context);
            const auto text = std::make_shared<std::string>(4096, '\0');
            s->async_handshake(ssl::stream_base::server, [s, text](error_code failed) {
                if (failed) return;
                s->async_read_some(boost::asio::buffer(*text), [s, text](error_code ec, std::size_t) {
                    if (ec) return;
                    *text = "HTTP/1.1 403 Forbidden\r\nServer: test\r\nContent-Length: 0\r\n\r\n";
                    boost::asio::async_write(*s, boost::asio::buffer(*text), [s, text](error_code, std::size_t) {});
                });
            });
        };
    }
    ssl::context context;
};

} // namespace

TEST_CASE("a UDP port is asked in its flow's word, whatever its number") {
    test::servers s;
    const auto refused = [](const std::string& query) { // to a DNS query; an empty datagram gets no answer
        return query.size() < 12 ? "" : query.substr(0, 2) + std::string("\x81\x05", 2) + query.substr(4);
    };
    const auto dns = s.udp(refused), other = s.udp([](const std::string&) { return "220 mail.test"; });
    s.start();
    rules r;
    r.flow("server", dns, "dns", "service", "udp").flow("server", other, "dns", "service", "udp");
    // The same port for two flows that ask different things: each gets what its own question shows.
    r.flow("server", dns, nullptr, "service", "udp", ":a").flow("server", dns, "nbns", "service", "udp", ":b");
    const auto a = r.given("127.0.0.1");
    const report seen = check_here(a);
    const auto found = [&](std::uint16_t port, const std::string& suffix) {
        const std::string id = "client:server:udp:" + std::to_string(port) + suffix;
        const auto f = std::find_if(seen.findings.begin(), seen.findings.end(),
                                    [&](const auto& x) { return x.requirement.flow->id == id; });
        REQUIRE(f != seen.findings.end());
        const auto& one = f->addresses.at(0).spans.at(0).seen;
        return std::string(to_string(f->kind)) + ": " + one.identity;
    };
    CHECK(found(dns, "") == "confirmed: DNS, answers REFUSED");
    CHECK(found(other, "") == "wrong-service: SMTP/FTP greeting");
    CHECK(found(dns, ":a") == "unverifiable: ");
    CHECK(found(dns, ":b").starts_with("wrong-service: "));
}

TEST_CASE("a name that resolves to no host's address is not probed, whoever listens here") {
    test::servers s;
    const auto port = s.tcp(s.hold());
    s.start();
    rules r;
    r.flow("server", port, nullptr);
    // The C library reads these as addresses; Fairway, as names.
    for (const std::string name : {"0", "0x0"}) {
        CAPTURE(name);
        const auto a = r.given(name);
        const auto result = check_here(a);
        const auto& f = of_port(result, port);
        CHECK(to_string(f.kind) == "name-failure");
        CHECK(to_string(f.outcome) == "fail");
        CHECK(f.text == name + " resolves to 0.0.0.0, which is no host's address: a DNS filter?");
    }
}

TEST_CASE("what a verdict stands on is told, of the flows that were asked for") {
    test::servers s;
    const auto port = s.tcp(s.hold(), "127.0.0.2"), other = s.tcp(s.hold(), "127.0.0.2");
    s.start();
    rules r;
    r.flow("server", port, nullptr).flow("server", other, nullptr);
    const auto a = r.given("127.0.0.2");
    const plan p = make_plan(a.matrix, a.site, a.self, {});
    const std::string id = "client:server:tcp:" + std::to_string(port);
    check_options o;
    o.timeout = milliseconds(600);
    int calls = 0;
    explanations told;
    const auto listen = [&](explanations all) {
        told = std::move(all);
        ++calls;
    };
    o.explain = {id, "client:nobody:*"};
    const auto result = run_check(a, p, o, {"here", {}}, std::nullopt, nullptr, {}, listen);
    CHECK(calls == 1);
    CHECK(told.absent == std::vector<std::string>{"client:nobody:*"});
    REQUIRE(told.of.size() == 1);
    CHECK(told.of[0].about == of_port(result, port));
    REQUIRE(told.of[0].addresses.size() == 1);
    const auto& at = told.of[0].addresses[0];
    CHECK(at.address == "127.0.0.2");
    REQUIRE(at.probes.size() == 1);
    CHECK(at.probes[0].port == port);
    CHECK(at.probes[0].seen.reason == reason::syn_ack);
    // Of a host in our own network only whether it accepts every port is asked.
    REQUIRE(at.packets.size() == 2);
    for (const auto& packet : at.packets) {
        CHECK(packet.is_control);
        CHECK(packet.port >= 61'000);
        CHECK(packet.at >= at.probes[0].at);
        CHECK(packet.at.count() <= static_cast<std::int64_t>(result.duration_ms + 1) * 1000);
        CHECK(packet.seen.reason == reason::conn_refused);
    }
    o.explain.clear(); // then nothing is kept
    run_check(a, p, o, {"here", {}}, std::nullopt, nullptr, {}, listen);
    CHECK(told.of.empty());
}

TEST_CASE("an explanation stands below a report for people, and leaves one for programs as it is") {
    const auto check = [](arguments more) {
        arguments args{"--as",
                       "agent-linux",
                       "--peer",
                       "backup-server=127.0.0.1",
                       "--only",
                       "agent-linux:backup-server:tcp:10006",
                       "--no-identify",
                       "--timeout",
                       "0.3"};
        args.insert(args.end(), more.begin(), more.end());
        return test::call_command("check", args);
    };
    // Whatever listens here.
    const std::string head = "\nExplanation: ", flow = "\nagent-linux:backup-server:tcp:10006 to 127.0.0.1: ";
    const auto text = check({"--explain", "*:10006"});
    CHECK(text.err.empty());
    CHECK(text.out.starts_with("Phase: "));
    CHECK(text.out.find(flow) > text.out.find(head));
    const auto program = check({"--explain", "*:10006", "--format", "json"});
    CHECK(json::accept(program.out));
    CHECK(program.err.find(flow) != std::string::npos);
    CHECK(check({}).out.find(head) == std::string::npos);
    CHECK(check({}).err.empty());
}

TEST_CASE("an external name that leads to this host is probed, and noted") {
    test::servers s;
    const auto port = s.tcp(s.hold());
    s.start();
    rules r;
    r.flow("cloud", port, nullptr, "external");
    auto a = r.given("127.0.0.1");
    a.site.endpoints["cloud"] = {{"localhost", {}}};
    const auto result = check_here(a);
    CHECK(to_string(of_port(result, port).addresses.at(0).finding) != "not-run");
    REQUIRE_FALSE(result.notes.empty()); // systems without hop checks have another one before it
    CHECK(result.notes.back().starts_with("Names of external services that resolve to this host itself: localhost ("));
}

TEST_CASE("open ports are asked what they are, each in its flow's protocol") {
    test::servers s;
    const auto greet = [&](std::string text) {
        return s.tcp([text, hold = s.hold()](tcp::socket peer) {
            say(peer, text);
            hold(std::move(peer));
        });
    };
    const auto ssh = greet("SSH-2.0-OpenSSH_9.2p1\r\n"), mail = greet("220 mail.test ESMTP\r\n");
    const auto mute = s.tcp(s.hold()), unasked = s.tcp(s.hold()), refusing = s.refusing();
    std::atomic<int> connections = 0; // counted on the servers' thread
    const auto second_fails = s.tcp([&, hold = s.hold()](tcp::socket peer) {
        if (++connections == 1) return hold(std::move(peer)); // the sweep
        peer.set_option(boost::asio::socket_base::linger(true, 0));
    });
    s.start();
    rules r;
    for (const auto port : {ssh, mail, mute, refusing, second_fails})
        r.flow("server", port, "ssh");
    r.flow("server", unasked, nullptr);
    const auto a = r.given("127.0.0.1");
    const auto result = check_here(a);
    CHECK(result.complete);
    CHECK(to_string(of_port(result, ssh).kind) == "confirmed");
    CHECK(of_port(result, ssh).text.find("OpenSSH_9.2p1") != std::string::npos);
    CHECK(of_port(result, ssh).addresses[0].spans[0].seen.evidence == evidence::identified);
    CHECK(to_string(of_port(result, mail).kind) == "wrong-service");
    CHECK(to_string(of_port(result, mail).outcome) == "fail");
    CHECK(to_string(of_port(result, mute).kind) == "stalled");
    CHECK(to_string(of_port(result, second_fails).kind) == "stalled");
    CHECK(to_string(of_port(result, refusing).kind) == "path-open");
    CHECK(to_string(of_port(result, unasked).kind) == "connected");

    connections = 0;
    const auto plain = check_here(a, false);
    for (const auto port : {ssh, mail, mute, unasked, second_fails})
        CHECK(to_string(of_port(plain, port).kind) == "connected");
}

TEST_CASE("flows that expect different protocols of one port get each their own answer") {
    test::servers s;
    const auto port = s.tcp([hold = s.hold()](tcp::socket peer) {
        say(peer, "SSH-2.0-x\r\n");
        hold(std::move(peer));
    });
    s.start();
    rules r;
    r.flow("server", port, "ssh").flow("backup-server", port, nullptr).flow("cloud", port, "http", "external");
    auto a = r.given("127.0.0.1");
    a.site.hosts[0].roles.push_back("backup-server");
    a.site.endpoints["cloud"] = {{"127.0.0.1", {}}};
    const auto result = check_here(a);
    std::vector<std::string> kinds;
    for (const auto& f : result.findings)
        kinds.push_back(f.requirement.flow->to + " " + std::string(to_string(f.kind)));
    std::sort(kinds.begin(), kinds.end());
    CHECK(kinds == std::vector<std::string>{"backup-server connected", "cloud wrong-service", "server confirmed"});
}

TEST_CASE("certificates of services outside lead to a second round, if they prove who answers") {
    const auto root = test::make_card({.name = "Root", .authority = true});
    const auto stranger = test::make_card({.name = "Proxy", .authority = true});
    const trusted authorities(root);
    test::servers s;
    const auto crl = s.tcp(s.hold()), ocsp = s.refusing();
    const auto wish = [&](const test::identity_card& issuer) {
        return test::make_card({.name = "cloud",
                                .alternatives = "IP:127.0.0.1",
                                .crl = "URI:http://127.0.0.1:" + std::to_string(crl) + "/a.crl",
                                .access = "OCSP;URI:http://127.0.0.2:" + std::to_string(ocsp) + "/",
                                .issuer = &issuer});
    };
    forbidding_server genuine(wish(root)), proxy(wish(stranger));
    const auto good = s.tcp(genuine.handler()), bad = s.tcp(proxy.handler());
    s.start();
    const auto check_with = [&](std::uint16_t port, const char* listens) {
        rules r;
        r.flow(listens == std::string("external") ? "cloud" : "server", port, "https", listens).revocation();
        auto a = std::make_shared<assignment>(r.given("127.0.0.1"));
        if (listens == std::string("external")) a->site.endpoints["cloud"] = {{"127.0.0.1", {}}};
        return std::pair(check_here(*a), a);
    };
    SUBCASE("they do") {
        const auto [result, a] = check_with(good, "external");
        REQUIRE(result.findings.size() == 3);
        CHECK(to_string(of_port(result, good).kind) == "confirmed");
        CHECK(of_port(result, good).text.find("HTTP 403") != std::string::npos);
        REQUIRE(of_port(result, good).addresses[0].spans[0].seen.tls);
        CHECK(of_port(result, good).addresses[0].spans[0].seen.tls->chain_valid);
        CHECK(of_port(result, crl).requirement.target == "127.0.0.1");
        CHECK(to_string(of_port(result, crl).kind) == "connected");
        CHECK(of_port(result, ocsp).requirement.target == "127.0.0.2");
        CHECK(to_string(of_port(result, ocsp).kind) == "path-open");
        for (const auto& n : result.skipped) // the flow has targets now
            CHECK(n.flow != "client:crl:tcp:80,443");

        // They stay known while the service shows no certificate, and go when it shows another one.
        const auto found = revocation_hosts(result.findings, {});
        REQUIRE(found.size() == 2);
        auto later = result.findings;
        for (auto& f : later)
            for (auto& address : f.addresses)
                for (auto& one : address.spans)
                    one.seen.tls = {};
        CHECK(revocation_hosts(later, {}).empty());
        CHECK(revocation_hosts(later, found).size() == 2);
        CHECK(revocation_hosts(later, {{"other.example", {}, "another"}}).empty());
        CHECK(revocation_hosts(result.findings, {{"old.example", {}, "cloud"}}).size() == 2);
    }
    SUBCASE("they do not: nobody is sent anywhere by a stranger") {
        const auto [result, a] = check_with(bad, "external");
        REQUIRE(result.findings.size() == 1);
        CHECK(to_string(result.findings[0].kind) == "intercepted");
        CHECK(to_string(result.findings[0].outcome) == "fail");
        CHECK(result.findings[0].advice.find("CN=Proxy") != std::string::npos);
    }
    SUBCASE("services inside are not followed, and their chain does not count") {
        const auto [result, a] = check_with(bad, "service");
        REQUIRE(result.findings.size() == 1);
        CHECK(to_string(result.findings[0].kind) == "confirmed");
        CHECK(to_string(result.findings[0].outcome) == "pass");
        CHECK(!result.findings[0].addresses[0].spans[0].seen.tls->chain_valid);
    }
}

TEST_CASE("a DNS server that does not know the backup server is warned of") {
    test::servers s;
    // Answers every query with "no such name".
    const auto port = s.tcp([](tcp::socket peer) {
        const auto p = std::make_shared<tcp::socket>(std::move(peer));
        const auto text = std::make_shared<std::string>(4096, '\0');
        p->async_read_some(boost::asio::buffer(*text), [p, text](error_code ec, std::size_t size) {
            if (ec) return;
            text->resize(size);
            for (std::size_t at = 0; at + 6 < size;) {
                const auto length = static_cast<unsigned char>((*text)[at + 1]);
                (*text)[at + 4] = '\x81';
                (*text)[at + 5] = '\x83';
                at += 2u + length;
            }
            boost::asio::async_write(*p, boost::asio::buffer(*text), [p, text](error_code, std::size_t) {});
        });
    });
    s.start();
    rules r;
    r.flow("server", port, "dns");
    r.flows.back()["resolves"] = {"backup-server"};
    auto a = r.given("127.0.0.1");
    site_host vbr;
    vbr.name = "vbr01.corp.test";
    vbr.addresses = {"10.0.0.5"};
    vbr.roles = {"backup-server"};
    a.site.hosts.push_back(vbr);
    const auto result = check_here(a);
    const auto& f = of_port(result, port);
    CHECK(to_string(f.kind) == "confirmed");
    CHECK(to_string(f.outcome) == "warn");
    CHECK(f.text.find("; but it does not know the name vbr01.corp.test") != std::string::npos);
    CHECK(f.advice.find("A or AAAA") != std::string::npos);
}
