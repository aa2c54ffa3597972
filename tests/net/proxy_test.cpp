#include "agent/check.hpp"

#include "probes/identify/protocol.hpp"
#include "tests/certificates.hpp"
#include "tests/net/findings.hpp"
#include "tests/net/servers.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <mutex>

using namespace fairway;
using nlohmann::json;
using std::chrono::milliseconds;
using test::of_port;
using test::trusted;

namespace {

namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;
using boost::system::error_code;

const std::string credentials = "Basic bWU6Z2VoZWlt"; // me:geheim

/// What the proxies of a test were asked.
struct requests {
    std::mutex lock;
    std::vector<std::string> all;

    void add(const std::string& head) {
        const std::scoped_lock locked(lock);
        all.push_back(head);
    }
    std::vector<std::string> taken() {
        const std::scoped_lock locked(lock);
        return all;
    }
};

/// Reads the head of a request and answers it; what is a tunnel then goes to `behind`.
test::servers::handler proxy(requests& asked, std::function<std::string(const std::string&)> answer,
                             test::servers::handler behind) {
    return [&asked, answer, behind](tcp::socket peer) {
        const auto s = std::make_shared<tcp::socket>(std::move(peer));
        const auto head = std::make_shared<std::string>();
        boost::asio::async_read_until(*s, boost::asio::dynamic_buffer(*head), "\r\n\r\n",
                                      [&asked, answer, behind, s, head](error_code failed, std::size_t) {
                                          if (failed) return; // the sweep: connected, and gone
                                          asked.add(*head);
                                          error_code ignored;
                                          const std::string text = answer(*head);
                                          boost::asio::write(*s, boost::asio::buffer(text), ignored);
                                          behind(std::move(*s));
                                      });
    };
}

/// An HTTPS server that answers each request with 403.
struct storage_server {
    explicit storage_server(const test::identity_card& card) : context(ssl::context::tls_server) {
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
                    *text = "HTTP/1.1 403 Forbidden\r\nServer: storage\r\nContent-Length: 0\r\n\r\n";
                    boost::asio::async_write(*s, boost::asio::buffer(*text), [s, text](error_code, std::size_t) {});
                });
            });
        };
    }
    ssl::context context;
};

json flow_to(const char* to, int port, const char* identify, const char* listens) {
    return {{"id", std::string("client:") + to + ":tcp:" + std::to_string(port)},
            {"rows", {1}},
            {"from", "client"},
            {"to", to},
            {"protocol", "tcp"},
            {"ports", {port}},
            {"listens", listens},
            {"identify", identify == nullptr ? json(nullptr) : json(identify)},
            {"purpose", "Test"}};
}

/// A host that reaches "cloud", a service outside, on these ports through a proxy on loopback.
assignment given(std::uint16_t proxy_port, const std::vector<json>& flows) {
    const json file{{"schema", "fairway-matrix/1"},
                    {"id", "demo"},
                    {"version", "1"},
                    {"title", "Demo"},
                    {"source", {{"url", "https://example.com"}, {"updated", "2026-01-19"}}},
                    {"roles",
                     {{{"id", "client"}, {"title", "Client"}},
                      {{"id", "server"}, {"title", "Server"}},
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
    a.site.endpoints["cloud"] = {{"s3.invalid", {}}}; // RFC 6761: no name server knows it
    a.site.proxy = proxy_use{"http://127.0.0.1:" + std::to_string(proxy_port), "", {}};
    return a;
}

report check_through_proxy(const assignment& a, bool identify = true) {
    check_options o;
    o.timeout = milliseconds(700);
    o.identify = identify;
    return run_check(a, make_plan(a.matrix, a.site, a.self, o.plan), o, {"here", {}}, std::nullopt, nullptr, {});
}

std::function<std::string(const std::string&)> always(std::string text) {
    return [text](const std::string&) { return text; };
}

} // namespace

TEST_CASE("what each behavior of a proxy looks like") {
    const auto root = test::make_card({.name = "Root", .authority = true});
    const auto card = test::make_card({.name = "s3.invalid", .alternatives = "DNS:s3.invalid", .issuer = &root});
    const auto opened = test::make_card({.name = "s3.invalid", .alternatives = "DNS:s3.invalid"});
    const trusted roots(root);
    storage_server storage(card), inspection(opened);
    requests asked;
    test::servers s;
    const std::string stands = "HTTP/1.1 200 Connection established\r\n\r\n", end = "\r\n\r\n";
    const auto hang_up = [](tcp::socket) {};
    const auto flood = [](tcp::socket peer) {
        const std::string more(64 * 1024, 'x');
        error_code failed;
        for (int n = 0; n < 16 && !failed; ++n)
            boost::asio::write(peer, boost::asio::buffer(more), failed);
    };
    struct row {
        const char* what;
        std::uint16_t port;
        const char *kind, *text;
    };
    const row rows[] = {
        {"passes", s.tcp(proxy(asked, always(stands), storage.handler())), "confirmed",
         "the expected service answered: HTTP 403, storage"},
        {"opens TLS", s.tcp(proxy(asked, always(stands), inspection.handler())), "intercepted",
         "the certificate does not prove that this is the service"},
        {"forbids",
         s.tcp(proxy(asked, always("HTTP/1.1 403 Forbidden\r\nX-Squid-Error: ERR_ACCESS_DENIED 0" + end), s.hold())),
         "blocked", "the proxy does not allow this (403): ERR_ACCESS_DENIED"},
        {"wants credentials",
         s.tcp(proxy(asked, always("HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=x" + end), s.hold())), "blocked",
         "the proxy asks for a user name and password (407): it accepts Basic"},
        {"cannot reach it", s.tcp(proxy(asked, always("HTTP/1.0 502 Bad Gateway" + end), s.hold())), "unreachable",
         "the proxy cannot reach the service (502)"},
        {"is overloaded", s.tcp(proxy(asked, always("HTTP/1.0 503 x" + end), s.hold())), "unreachable",
         "the proxy cannot reach the service (503)"},
        {"gives up", s.tcp(proxy(asked, always("HTTP/1.0 504 x" + end), s.hold())), "unreachable",
         "the proxy cannot reach the service (504)"},
        {"is mute", s.tcp(s.hold()), "stalled", "the proxy takes the connection, but has not answered in time"},
        {"is something else", s.tcp(proxy(asked, always("220 mail ESMTP\r\n"), s.hold())), "wrong-service",
         "what answers there is no HTTP proxy: SMTP greeting"},
        {"closes", s.tcp(proxy(asked, always(""), hang_up)), "stalled",
         "the proxy takes the connection, then closes it without an answer"},
        {"closes at once", s.tcp(hang_up), "stalled", "the proxy takes the connection, then closes it"},
        {"never ends", s.tcp(proxy(asked, always("HTTP/1.1 200 OK\r\nX: "), flood)), "wrong-service",
         "what answers there is no HTTP proxy: an answer that never ends"},
        {"refuses", s.refusing(), "unreachable", "the connection to the proxy is refused"},
        {"drops", s.full_backlog(), "silent", "the proxy does not answer"},
        {"passes, and the service hangs up", s.tcp(proxy(asked, always(stands), hang_up)), "stalled",
         "the connection is accepted, then"},
    };
    s.start();
    for (const auto& r : rows) {
        CAPTURE(r.what);
        const auto result = check_through_proxy(given(r.port, {flow_to("cloud", 443, "https", "external")}));
        CHECK(result.complete);
        const auto& f = of_port(result, 443);
        CAPTURE(f.text);
        CHECK(to_string(f.kind) == r.kind);
        const std::string through = "through proxy 127.0.0.1:" + std::to_string(r.port) + ": ";
        CHECK(f.text.starts_with(through + r.text));
        const auto& at = f.addresses.at(0);
        CHECK(at.name == "s3.invalid");
        CHECK(at.address.empty());
        CHECK(at.source == "127.0.0.1");
        CHECK(to_string(at.spans.at(0).seen.who_answered) == "not-applicable");
    }
    for (const auto& head : asked.taken())
        CHECK(head.starts_with("CONNECT s3.invalid:443 HTTP/1.1\r\nHost: s3.invalid:443\r\n"));
}

TEST_CASE("a proxy gets the credentials, and rejects wrong ones") {
    requests asked;
    test::servers s;
    const auto lock = [](const std::string& head) -> std::string {
        return head.find("Proxy-Authorization: " + credentials + "\r\n") != std::string::npos
                   ? "HTTP/1.1 200 OK\r\n\r\n"
                   : "HTTP/1.1 407 x\r\n\r\n";
    };
    const auto port = s.tcp(proxy(asked, lock, s.hold()));
    s.start();
    auto a = given(port, {flow_to("cloud", 443, nullptr, "external")});
    CHECK(of_port(check_through_proxy(a), 443).text.find("the proxy asks for a user name and password (407)") !=
          std::string::npos);
    a.proxy_authorization = "Basic eDp5";
    CHECK(of_port(check_through_proxy(a), 443).text.find("the proxy rejects the user name and password (407)") !=
          std::string::npos);
    // Once for all services: accounts get locked.
    auto two = given(port, {flow_to("cloud", 443, nullptr, "external"), flow_to("cloud", 8443, nullptr, "external")});
    two.proxy_authorization = "Basic eDp5";
    const auto before = asked.taken().size();
    CHECK(of_port(check_through_proxy(two), 8443).text.find("rejects the user name and password (407)") !=
          std::string::npos);
    CHECK(asked.taken().size() == before + 1);
    a.proxy_authorization = credentials;
    const auto good = check_through_proxy(a);
    CHECK(to_string(of_port(good, 443).kind) == "connected"); // nothing is expected of it
    CHECK(to_json(good).dump().find(credentials.substr(6)) == std::string::npos);
}

TEST_CASE("plain HTTP is fetched by the proxy, not tunneled") {
    requests asked;
    test::servers s;
    const auto answering = [&](const std::string& text) { return s.tcp(proxy(asked, always(text), s.hold())); };
    const std::string end = "\r\n\r\n";
    struct row {
        std::uint16_t port;
        const char *kind, *text;
    };
    const row rows[] = {
        {answering("HTTP/1.1 200 OK\r\nVia: 1.1 proxy\r\nServer: crl" + end), "confirmed",
         "the expected service answered: HTTP 200, crl"},
        {answering("HTTP/1.1 404 x\r\nVia: 1.1 proxy" + end), "confirmed", "the expected service answered: HTTP 404"},
        {answering("HTTP/1.1 403 x\r\nVia: 1.1 proxy" + end), "unverifiable", "HTTP 403 came, and does not show who"},
        {answering("HTTP/1.0 404 File not found\r\nServer: SimpleHTTP/0.6" + end), "unverifiable",
         "HTTP 404 came, and does not show who wrote it: the service, the proxy, or a web server in the proxy's place"},
        {answering("HTTP/1.1 403 x\r\nVia: 1.1 p\r\nX-Squid-Error: ERR_ACCESS_DENIED 0" + end), "blocked",
         "the proxy does not allow this (403): ERR_ACCESS_DENIED"},
        {answering("HTTP/1.1 407 x" + end), "blocked", "the proxy asks for a user name and password (407)"},
        {answering("HTTP/1.1 504 x\r\nVia: 1.1 proxy" + end), "unreachable",
         "the proxy cannot reach the service (504)"},
        {answering("SSH-2.0-x\r\n"), "wrong-service", "what answers there is no HTTP proxy: SSH"},
    };
    s.start();
    for (const auto& r : rows) {
        CAPTURE(r.text);
        for (const char* protocol : {"http", static_cast<const char*>(nullptr)}) {
            const auto result = check_through_proxy(given(r.port, {flow_to("cloud", 80, protocol, "external")}));
            const auto& f = of_port(result, 80);
            CAPTURE(f.text);
            CHECK(to_string(f.kind) == r.kind);
            CHECK(f.text.find(r.text) != std::string::npos);
        }
    }
    for (const auto& head : asked.taken())
        CHECK(head.starts_with("GET http://s3.invalid/fairway-connectivity-check HTTP/1.1\r\nHost: s3.invalid\r\n"));
}

TEST_CASE("hosts of the site and exceptions are never reached through the proxy") {
    requests asked;
    test::servers s;
    const auto port = s.tcp(proxy(asked, always("HTTP/1.1 403 x\r\n\r\n"), s.hold()));
    const auto inside = s.tcp(s.hold()), local = s.tcp(s.hold());
    s.start();
    auto a = given(port, {flow_to("server", inside, nullptr, "service"), flow_to("cloud", local, nullptr, "external")});
    site_host server;
    server.name = "127.0.0.1";
    server.roles = {"server"};
    a.site.hosts.push_back(server);
    a.site.endpoints["cloud"] = {{"127.0.0.1", {}}};
    const auto result = check_through_proxy(a);
    for (const auto direct : {inside, local}) {
        CHECK(to_string(of_port(result, direct).kind) == "connected");
        CHECK(of_port(result, direct).requirement.proxy.empty());
    }
    CHECK(asked.taken().empty());

    a.site.endpoints["cloud"] = {{"s3.invalid", {}}};
    const auto proxy_of_cloud = [&] {
        for (const auto& c : make_plan(a.matrix, a.site, a.self, {}).requirements)
            if (c.target == "s3.invalid") return c.proxy;
        return std::string("not planned");
    };
    CHECK(proxy_of_cloud() == "127.0.0.1:" + std::to_string(port));
    CHECK(to_string(of_port(check_through_proxy(a), local).kind) == "blocked");
    CHECK(asked.taken().size() == 1);
    a.site.proxy->except = {".invalid"};
    CHECK(proxy_of_cloud() == "");
    a.site.proxy->except.clear();
    a.self.proxy = proxy_use{}; // of its own: none
    CHECK(proxy_of_cloud() == "");
    a.self.proxy = proxy_use{"http://other:3128", "", {}};
    CHECK(proxy_of_cloud() == "other:3128");
}

TEST_CASE("a proxy that cannot be found is said of the proxy") {
    auto a = given(1, {flow_to("cloud", 443, "https", "external")});
    a.site.proxy->url = "http://0:3128"; // the C library reads it as an address
    const auto result = check_through_proxy(a);
    const auto& f = of_port(result, 443);
    CHECK(to_string(f.kind) == "name-failure");
    CHECK(f.text == "through proxy 0:3128: 0 resolves to 0.0.0.0, which is no host's address: a DNS filter?");
    CHECK(f.advice.find("the proxy 0:3128") != std::string::npos);
}
