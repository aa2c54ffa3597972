#include "fixture.hpp"

#include "support/secret.hpp"
#include "support/utc_time.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <openssl/ssl.h>

using namespace fairway;
using namespace fairway::test;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

/// Sends a byte every 20 ms; whether the other side ends it before all are sent.
bool trickles_until_cut(client& to, const std::string& bytes) {
    for (const char byte : bytes) {
        try {
            to.send({&byte, 1});
        } catch (const no_answer&) {
            return true;
        }
        if (to.is_closed(milliseconds(20))) return true;
    }
    return false;
}

} // namespace

TEST_CASE("TLS 1.3, and 1.2 at least") {
    collector_fixture c;
    CHECK(c.connect().tls_version() == "TLSv1.3");
    CHECK(client(c.port, client::tls{c.authority.certificate, TLS1_2_VERSION}).tls_version() == "TLSv1.2");
    CHECK_THROWS_AS(client(c.port, client::tls{c.authority.certificate, TLS1_1_VERSION}), no_answer);
    const auto other = make_authority("other", std::chrono::system_clock::now());
    CHECK_THROWS_AS(client(c.port, client::tls{other.certificate}), no_answer);
}

TEST_CASE("plain HTTP on the TLS port is told so") {
    collector_fixture c;
    client plain(c.port, std::nullopt);
    const auto r = plain.ask("GET", "/");
    CHECK(r.status == 400);
    CHECK(r.body.find("https://") != std::string::npos);
    CHECK(plain.is_closed());
    client noise(c.port, std::nullopt);
    noise.send(std::string("\x00\x01\x02garbage", 10));
    CHECK(noise.is_closed());
    CHECK(c.ask("GET", "/healthz").status == 200);
}

TEST_CASE("a new certificate is used for new connections") {
    collector_fixture c;
    auto before = c.connect();
    const auto authority = make_authority("next", std::chrono::system_clock::now());
    const auto server = make_server_certificate(authority, {"localhost"}, std::chrono::system_clock::now());
    c.running->use({server.key, server.certificate + authority.certificate});
    CHECK(before.ask("GET", "/healthz").status == 200);
    CHECK(client(c.port, client::tls{authority.certificate}).ask("GET", "/healthz").status == 200);
    CHECK_THROWS_AS(c.connect(), no_answer);
}

TEST_CASE("what is no HTTP gets 400, and the end") {
    collector_fixture c;
    for (const char* bytes :
         {"HELLO\r\n\r\n", "GET / HTTP/2.5\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
          "POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "\x16\x03\x01\r\n\r\n"}) {
        CAPTURE(bytes);
        auto client = c.connect();
        client.send(bytes);
        CHECK(client.receive().status == 400);
        CHECK(client.is_closed());
    }
    auto chunked = c.connect();
    chunked.send("POST /api/v1/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n");
    CHECK(chunked.receive().status == 400);
    CHECK(chunked.is_closed());
}

TEST_CASE("methods, paths, and what every answer says") {
    collector_fixture c;
    auto client = c.connect();
    client.send("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.receive_until("\r\n\r\n").find("405") != std::string::npos);
    const auto brew = client.ask("BREW", "/healthz"); // on the same connection: HEAD had no body
    CHECK(brew.status == 405);
    CHECK(brew.header("allow") == "GET");
    CHECK(client.ask("GET", "/api/v1/login").header("allow") == "POST");
    CHECK(client.ask("PUT", "/api/v1/tokens").header("allow") == "GET, POST");
    for (const char* path : {"/api", "/api/v2/hosts", "/healthz/", "//healthz", "/api/v1/tokens/",
                             "/api/v1/probers/a/b/revoke", "/api/v1/%68osts", "*", "http://x/healthz"}) {
        CAPTURE(path);
        CHECK(client.ask("GET", path).status == 404);
    }
    const auto r = client.ask("GET", "/healthz");
    CHECK(r.header("x-content-type-options") == "nosniff");
    const auto now = std::chrono::system_clock::now(); // the pages count ages by it
    CHECK((r.header("date") == http_date(now) || r.header("date") == http_date(now - std::chrono::seconds(1))));
    CHECK(r.header("cache-control") == "no-store");
    CHECK(r.header("content-security-policy").starts_with("default-src 'none'"));
    CHECK(r.header("content-type") == "application/json");
    CHECK(client.ask("GET", "/healthz", {"Connection: close"}).header("connection") == "close");
    CHECK(client.is_closed());
}

TEST_CASE("requests that come before the answer are answered in order") {
    collector_fixture c;
    auto client = c.connect();
    client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz "
                "HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(client.receive().status == 200);
    CHECK(client.receive().status == 404);
    CHECK(client.receive().status == 200);
}

TEST_CASE("a header that is too large, too slow, or never comes") {
    http_limits limits;
    limits.header_time = milliseconds(300);
    limits.idle_time = milliseconds(300);
    collector_fixture c(limits);
    auto large = c.connect();
    large.send("GET /healthz HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n");
    CHECK(large.receive().status == 431);
    CHECK(large.is_closed());

    // One byte every 20 ms would never be idle for long, and still is cut as a whole.
    auto trickle = c.connect();
    const std::string head = "GET /healthz HTTP/1.1\r\nX: " + std::string(4000, 'x');
    const auto start = std::chrono::steady_clock::now();
    CHECK(trickles_until_cut(trickle, head));
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));

    client silent(c.port, std::nullopt);
    CHECK(silent.is_closed());
    auto idle = c.connect();
    CHECK(idle.ask("GET", "/healthz").status == 200);
    CHECK(idle.is_closed());
}

TEST_CASE("a body that trickles is cut off") {
    http_limits limits;
    limits.body_time = milliseconds(300);
    collector_fixture c(limits);
    const auto prober = c.join();
    auto client = c.connect();
    client.send("POST /api/v1/reports HTTP/1.1\r\nHost: x\r\n" + prober.authorization() +
                "\r\nContent-Length: 1000\r\n\r\n");
    CHECK(trickles_until_cut(client, std::string(999, ' ')));
}

TEST_CASE("a body that is too large, or asked about first") {
    collector_fixture c;
    const auto prober = c.join();
    const auto head = "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\n" + prober.authorization() + "\r\n";

    SUBCASE("declared") {
        auto client = c.connect();
        client.send(head + "Content-Length: 2097153\r\n\r\n");
        CHECK(client.receive().status == 413);
        CHECK(client.is_closed());
    }
    SUBCASE("sent all the same: the answer still arrives") {
        auto client = c.connect();
        client.send(head + "Content-Length: 3000000\r\n\r\n" + std::string(3000000, ' '));
        CHECK(client.receive().status == 413);
    }
    SUBCASE("chunked") {
        auto client = c.connect();
        client.send(head + "Transfer-Encoding: chunked\r\n\r\n");
        const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
        for (int i = 0; i < 33; ++i)
            client.send(chunk);
        CHECK(client.receive().status == 413);
    }
    SUBCASE("Expect: 100-continue") {
        const auto body = sample_report();
        auto client = c.connect();
        client.send(head + "Expect: 100-continue\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
        CHECK(client.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
        client.send(body);
        CHECK(client.receive().status == 200);
        auto refused = c.connect();
        refused.send("POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
        CHECK(refused.receive().status == 401);
    }
    SUBCASE("for a login, much less is enough") {
        CHECK(c.ask("POST", "/api/v1/login", {}, std::string(20000, ' ')).status == 413);
    }
}

TEST_CASE("bodies in flight are bounded, and those in excess may come again") {
    collector_fixture c({}, 100'000);
    const auto prober = c.join();
    const auto head = "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\n" + prober.authorization() + "\r\n";
    auto slow = c.connect();
    slow.send(head + "Expect: 100-continue\r\nContent-Length: 90000\r\n\r\n");
    CHECK(slow.receive_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n"); // it holds 90,000 of them now
    auto second = c.connect();
    second.send(head + "Content-Length: 20000\r\n\r\n");
    const auto r = second.receive();
    CHECK(r.status == 503);
    CHECK(r.header("retry-after") == "5");
    slow.send(std::string(90000, 'x'));
    CHECK(slow.receive().status == 400);
    CHECK(c.send_report(prober, sample_report()).status == 200);
}

TEST_CASE("idle connections do not keep others out, nor push out one that is served") {
    http_limits limits;
    limits.connections = 50;
    collector_fixture c(limits);
    const auto prober = c.join();
    auto working = c.connect();
    working.send("POST /api/v1/reports HTTP/1.1\r\nHost: x\r\n" + prober.authorization() +
                 "\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    working.receive_until("\r\n\r\n");
    std::vector<client> idle;
    for (int i = 0; i < 200; ++i) {
        idle.emplace_back(c.port, std::nullopt); // says nothing
        if (i % 20 == 0) CHECK(c.ask("GET", "/healthz").status == 200);
    }
    CHECK(idle.front().is_closed());
    CHECK(c.send_report(prober, sample_report()).status == 200);
    working.send("hello");
    CHECK(working.receive().status == 400);
    const auto text = c.ask("GET", "/metrics").body;
    const auto at = text.find("\nfairway_collector_connections ");
    REQUIRE(at != std::string::npos);
    CHECK(std::stoi(text.substr(at + 31)) <= 50);
}

TEST_CASE("unknown ones who do not take their answers do not keep others out either") {
    http_limits limits;
    limits.connections = 20;
    collector_fixture c(limits);
    std::vector<client> deaf;
    std::string many;
    for (int i = 0; i < 200; ++i) // 8 MB of answers: more than fits any buffer on the way
        many += "GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    for (int i = 0; i < 25; ++i) {
        deaf.push_back(c.connect());
        deaf.back().send(many);
    }
    CHECK(c.ask("GET", "/healthz").status == 200);
}

TEST_CASE("pages need no login, and come with their own headers") {
    collector_fixture c;
    auto client = c.connect();
    const auto page = client.ask("GET", "/?from=bookmark", {"Accept-Encoding: gzip"});
    REQUIRE(page.status == 200);
    CHECK(page.header("content-type") == "text/html; charset=utf-8");
    CHECK(page.header("content-encoding") == "gzip");
    CHECK(page.header("cache-control") == "no-cache");
    CHECK(page.header("content-security-policy").find("script-src 'self'") != std::string::npos);
    CHECK(page.header("x-content-type-options") == "nosniff");
    CHECK(page.header("referrer-policy") == "no-referrer");
    CHECK(page.header("cross-origin-opener-policy") == "same-origin");
    const auto again = client.ask("GET", "/", {"If-None-Match: " + page.header("etag")});
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(client.ask("POST", "/").status == 405);
    // The API's answers are no pages.
    const auto answer = client.ask("GET", "/healthz");
    CHECK(answer.header("x-content-type-options") == "nosniff");
    CHECK(answer.header("content-security-policy").find("script-src") == std::string::npos);
}
