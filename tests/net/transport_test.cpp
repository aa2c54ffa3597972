#include "agent/reporting/transport.hpp"

#include "support/secret.hpp"
#include "tests/has.hpp"
#include "tests/net/https_server.hpp"
#include "tests/net/servers.hpp"

#include <doctest/doctest.h>

#include <future>

using namespace fairway;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::authority;
using test::card_wish;
using test::fingerprint;
using test::has;
using test::https_peer;
using test::https_server;
using test::identity_card;
using test::make_card;

namespace {

const identity_card& local_card() {
    static const auto card = make_card(
        {.name = "c", .alternatives = "DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1", .issuer = &authority()});
    return card;
}

const proxy_settings direct{"none", "", ""};

/// Long enough for a loaded machine; the tests of what takes too long have shorter ones.
transport_limits patient() {
    return {};
}
/// Of the one step that is to take too long.
transport_limits hurried(milliseconds transport_limits::*step) {
    transport_limits l;
    l.*step = milliseconds(200);
    return l;
}

http_request post(const std::string& body = "{}") {
    http_request r;
    r.target = "/api/v1/reports";
    r.body = body;
    return r;
}

/// Answers every request with 200 and what it got.
void echo_requests(https_peer& p) {
    while (true) {
        const auto r = p.read();
        p.answer(200, r.method + " " + r.target + " " + (r.compressed ? "gzip " : "") + r.body);
    }
}

} // namespace

TEST_CASE("requests go over one verified connection, compressed where they are large") {
    test::received last;
    https_server server(local_card(), {}, [&](https_peer& p) {
        while (true) {
            last = p.read();
            p.answer(200, last.body);
        }
    });
    for (const std::string host : {"127.0.0.1", "localhost"}) {
        CAPTURE(host);
        const int before = server.connections();
        transport t({host, server.port()}, {authority().pem(), {}}, direct, patient());
        CHECK(t.connect() == "");
        for (const std::size_t size : {2UL, 1024UL, 1025UL, 60000UL}) {
            CAPTURE(size);
            auto request = post(std::string(size, 'x'));
            request.headers = {{"Authorization", "Bearer abc"}, {"Fairway-Spool", "7"}};
            const auto answer = t.ask(request);
            CHECK(answer.error == "");
            CHECK(answer.status == 200);
            CHECK(answer.body == request.body);
            CHECK(last.compressed == (size > 1024));
            CHECK(last.method == "POST");
            CHECK(last.target == "/api/v1/reports");
            CHECK(last.header("Host") == host + ":" + std::to_string(server.port()));
            CHECK(last.header("Content-Type") == "application/json");
            CHECK(last.header("Authorization") == "Bearer abc");
            CHECK(last.header("Fairway-Spool") == "7");
            CHECK(has(last.header("User-Agent"), "fairway/"));
        }
        CHECK(server.connections() == before + 1);
        t.close();
        CHECK(t.ask(post()).status == 200);
        CHECK(server.connections() == before + 2);
        t.close();
    }
}

TEST_CASE("only the pinned authority counts, the name in the certificate, and its dates") {
    const auto other = make_card({.name = "Other CA", .authority = true});
    const auto middle = make_card({.name = "Middle", .authority = true, .issuer = &authority()});
    struct row {
        const char* what;
        card_wish wish;
        const char* host;
        std::vector<std::string> problem; ///< parts of it; none: it is good
        const identity_card* along = nullptr;
    };
    const row rows[] = {
        {"by address", {.alternatives = "IP:127.0.0.1", .issuer = &authority()}, "127.0.0.1", {}},
        {"by name", {.alternatives = "DNS:localhost", .issuer = &authority()}, "localhost", {}},
        {"over an intermediate", {.alternatives = "IP:127.0.0.1", .issuer = &middle}, "127.0.0.1", {}, &middle},
        {"which is not shown",
         {.alternatives = "IP:127.0.0.1", .issuer = &middle},
         "127.0.0.1",
         {"not issued by the CA this prober trusts"}},
        {"another authority",
         {.alternatives = "IP:127.0.0.1", .issuer = &other},
         "127.0.0.1",
         {"the certificate for 127.0.0.1 was not issued by the CA", "enroll again with its fingerprint"},
         &other},
        {"self-signed", {.alternatives = "IP:127.0.0.1"}, "127.0.0.1", {"not issued by the CA"}},
        {"another name",
         {.alternatives = "DNS:vbr01,DNS:c.example,IP:10.0.0.5", .issuer = &authority()},
         "localhost",
         {"the collector's certificate is for vbr01, c.example and 10.0.0.5, not for localhost: "}},
        {"another address",
         {.alternatives = "IP:127.0.0.2", .issuer = &authority()},
         "127.0.0.1",
         {"is for 127.0.0.2, not for 127.0.0.1"}},
        {"an address as a name",
         {.alternatives = "DNS:127.0.0.1", .issuer = &authority()},
         "127.0.0.1",
         {"not for 127.0.0.1"}},
        {"many names",
         {.alternatives = "DNS:a,DNS:b,DNS:d,DNS:e,DNS:f,DNS:g", .issuer = &authority()},
         "localhost",
         {"is for a, b, d, e and 2 more, not for localhost"}},
        {"only a common name", {.name = "localhost", .issuer = &authority()}, "localhost", {"is for no name at all"}},
        {"expired",
         {.alternatives = "IP:127.0.0.1", .valid_from = -7200, .valid_until = -3600, .issuer = &authority()},
         "127.0.0.1",
         {"the collector's certificate expired on 20", "renew it"}},
        {"not valid yet",
         {.alternatives = "IP:127.0.0.1", .valid_from = 3600, .valid_until = 7200, .issuer = &authority()},
         "127.0.0.1",
         {"the collector's certificate is valid from 20", "clock is behind"}},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        std::atomic<bool> was_asked = false;
        std::vector<const identity_card*> chain;
        if (r.along != nullptr) chain.push_back(r.along);
        https_server server(make_card(r.wish), chain, [&](https_peer& p) {
            p.read();
            was_asked = true;
            p.answer(200, "{}");
        });
        transport t({r.host, server.port()}, {authority().pem(), {}}, direct, patient());
        const auto answer = t.ask(post());
        CAPTURE(answer.error);
        CHECK((answer.status == 200) == r.problem.empty());
        CHECK(was_asked == r.problem.empty());
        for (const auto& part : r.problem)
            CHECK(has(answer.error, part));
    }
    CHECK_THROWS_AS(transport({"localhost", 1}, {"no PEM", {}}, direct), std::runtime_error);
    CHECK_THROWS_AS(transport({"localhost", 1}, {"", {}}, direct), std::runtime_error);
}

TEST_CASE("an authority known by its fingerprint alone") {
    const auto other = make_card({.name = "Other CA", .authority = true});
    const auto stranger = make_card({.name = "x", .alternatives = "IP:127.0.0.1", .issuer = &other});
    const auto wrong_name = make_card({.name = "x", .alternatives = "DNS:vbr01", .issuer = &authority()});
    struct row {
        const char* what;
        const identity_card* card;
        std::vector<const identity_card*> shown;
        std::string fingerprint;
        const char* problem; ///< empty: it is good
    };
    const row rows[] = {
        {"shown", &local_card(), {&authority()}, fingerprint(authority()), ""},
        {"among others", &local_card(), {&other, &authority()}, fingerprint(authority()), ""},
        {"not shown", &local_card(), {}, fingerprint(authority()), "presents no certificate with the fingerprint"},
        {"another", &local_card(), {&authority()}, fingerprint(other), "presents no certificate with the fingerprint"},
        {"shown, but did not sign", &stranger, {&authority()}, fingerprint(authority()), "was not issued by"},
        {"no authority", &local_card(), {&authority()}, fingerprint(local_card()), "is not a CA certificate"},
        {"wrong name", &wrong_name, {&authority()}, fingerprint(authority()), "is for vbr01, not for 127.0.0.1"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        https_server server(*r.card, r.shown, echo_requests);
        transport t({"127.0.0.1", server.port()}, {{}, r.fingerprint}, direct, patient());
        const auto problem = t.connect();
        CAPTURE(problem);
        CHECK(problem.empty() == (*r.problem == '\0'));
        CHECK(has(problem, r.problem));
        if (problem.empty()) CHECK(t.authority() == authority().pem());
    }
}

TEST_CASE("TLS before 1.2 is refused") {
    https_server server(local_card(), {}, echo_requests);
    SSL_CTX_set_security_level(server.settings(), 0);
    SSL_CTX_set_min_proto_version(server.settings(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(server.settings(), TLS1_1_VERSION);
    transport t({"127.0.0.1", server.port()}, {authority().pem(), {}}, direct, patient());
    CHECK(has(t.connect(), "the TLS handshake failed"));
}

TEST_CASE("IPv6 literals") {
    std::unique_ptr<https_server> server;
    try {
        server =
            std::make_unique<https_server>(local_card(), std::vector<const identity_card*>{}, echo_requests, "::1");
    } catch (const std::exception& e) {
        MESSAGE("SKIPPED: no IPv6 on this machine's loopback: " << e.what());
        return;
    }
    transport t({"::1", server->port()}, {authority().pem(), {}}, direct, patient());
    CHECK(t.ask(post()).status == 200);
    t.close(); // the server has one connection at a time
    test::connect_proxy proxy;
    transport through({"::1", server->port()}, {authority().pem(), {}},
                      {"http://127.0.0.1:" + std::to_string(proxy.port()), "", ""}, patient());
    CHECK(through.ask(post()).status == 200);
    CHECK(has(proxy.asked().at(0), "CONNECT [::1]:" + std::to_string(server->port()) + " HTTP/1.1\r\n"));
}

TEST_CASE("what servers do wrong, in words and in time") {
    const auto hold_tls = [](https_peer& p) { test::hold(p.socket()); };
    struct row {
        const char* what;
        https_server::conversation converse;
        unsigned status;
        const char* error;
        transport_limits limits;
    };
    const auto after_request = [](auto then) {
        return [then](https_peer& p) {
            p.read();
            then(p);
        };
    };
    const row rows[] = {
        {"503", after_request([](https_peer& p) { p.answer(503, "{}", "Retry-After: 7\r\n"); }), 503, "", patient()},
        {"silence", hold_tls, 0, "but did not answer within 200 ms", hurried(&transport_limits::answer)},
        {"silence after the request", after_request([](https_peer& p) { test::hold(p.socket()); }), 0,
         "but did not answer within 200 ms", hurried(&transport_limits::answer)},
        {"half a header", after_request([](https_peer& p) {
             p.write("HTTP/1.1 200 OK\r\nContent-");
             test::hold(p.socket());
         }),
         0, "but did not answer within 200 ms", hurried(&transport_limits::answer)},
        {"reset after the header", after_request([](https_peer& p) {
             p.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
             test::reset(p.socket());
         }),
         0, "", patient()},
        {"an end that is too early", after_request([](https_peer& p) {
             p.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
             boost::system::error_code ec;
             p.tls().shutdown(ec);
         }),
         0, "closed the connection before its answer was complete", patient()},
        {"no answer at all", after_request([](https_peer&) {}), 0, "closed the connection before", patient()},
        {"a huge answer", after_request([](https_peer& p) { p.answer(200, std::string(64 * 1024 + 1, ' ')); }), 0,
         "too large to be from fairway-collector", patient()},
        {"the largest answer", after_request([](https_peer& p) { p.answer(200, std::string(64 * 1024, ' ')); }), 200,
         "", patient()},
        {"an endless answer", after_request([](https_peer& p) {
             p.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
             for (int i = 0; i < 100000; ++i)
                 p.write("400\r\n" + std::string(1024, 'x') + "\r\n");
         }),
         0, "too large to be from fairway-collector", patient()},
        {"an endless header", after_request([](https_peer& p) {
             p.write("HTTP/1.1 200 OK\r\n");
             for (int i = 0; i < 100000; ++i)
                 p.write("X-" + std::to_string(i) + ": y\r\n");
         }),
         0, "too large to be from fairway-collector", patient()},
        {"no HTTP", after_request([](https_peer& p) {
             p.write("220 smtp.example ESMTP\r\n");
             test::hold(p.socket());
         }),
         0, "is not HTTP", patient()},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        https_server server(local_card(), {}, r.converse);
        transport t({"127.0.0.1", server.port()}, {authority().pem(), {}}, direct, r.limits);
        REQUIRE(t.connect() == "");
        t.close();
        const auto answer = t.ask(post());
        CAPTURE(answer.error);
        CHECK(answer.status == r.status);
        CHECK(answer.error.empty() == (r.status != 0));
        CHECK(has(answer.error, r.error));
        if (r.status == 503) CHECK(answer.retry_after == "7");
    }
}

TEST_CASE("what is no collector") {
    test::servers s;
    const auto refusing = s.refusing();
    const auto full = s.full_backlog();
    const auto mute = s.tcp(s.hold());
    const auto closing = s.tcp([](auto) {});
    const auto chatty = s.tcp([](auto peer) {
        boost::system::error_code ec;
        boost::asio::write(peer, boost::asio::buffer(std::string("HTTP/1.1 400 Bad Request\r\n\r\n")), ec);
        peer.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ec);
        auto kept = std::make_shared<boost::asio::ip::tcp::socket>(std::move(peer));
        kept->async_wait(boost::asio::socket_base::wait_error, [kept](auto) {});
    });
    s.start();
    struct row {
        const char* what;
        std::uint16_t port;
        const char* error;
        transport_limits limits = patient();
    };
    const row rows[] = {
        {"refused", refusing, "connection refused; is fairway-collector running there?"},
        {"dropped", full, "no answer within 200 ms; is a firewall dropping it?", hurried(&transport_limits::connect)},
        {"silent", mute, "accepts connections, but did not answer the TLS handshake within 200 ms",
         hurried(&transport_limits::handshake)},
        {"closing", closing, "closed the connection during the TLS handshake"},
        {"plain text", chatty, "does not speak TLS; is this the port of fairway-collector?"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.what);
        transport t({"127.0.0.1", r.port}, {authority().pem(), {}}, direct, r.limits);
        const auto answer = t.ask(post());
        CAPTURE(answer.error);
        CHECK(answer.status == 0);
        CHECK(!answer.interrupted);
        CHECK(has(answer.error, "127.0.0.1:" + std::to_string(r.port)));
        CHECK(has(answer.error, r.error));
    }
}

TEST_CASE("a kept connection that the server closed meanwhile costs one new one, and nobody notices") {
    struct row {
        const char* what;
        bool orderly;
    };
    for (const auto& r : {row{"orderly", true}, row{"reset", false}}) {
        CAPTURE(r.what);
        std::atomic<int> requests = 0;
        std::promise<void> answered, closed;
        https_server server(local_card(), {}, [&](https_peer& p) {
            const bool first = requests == 0;
            p.read();
            ++requests;
            p.answer(200, "{}");
            if (!first) return test::hold(p.socket());
            answered.get_future().wait(); // a reset would take the answer with it
            boost::system::error_code ec;
            if (r.orderly) SSL_shutdown(p.tls().native_handle());
            if (r.orderly)
                p.socket().close(ec);
            else
                test::reset(p.socket());
            closed.set_value();
        });
        transport t({"127.0.0.1", server.port()}, {authority().pem(), {}}, direct, patient());
        CHECK(t.ask(post()).status == 200);
        answered.set_value();
        closed.get_future().wait();
        const auto answer = t.ask(post(std::string(100'000, 'x')));
        CAPTURE(answer.error);
        CHECK(answer.status == 200);
        CHECK(requests == 2);
        CHECK(server.connections() == 2);
    }
    // Once, not for ever: one that closes at every request is an error.
    std::atomic<int> requests = 0;
    https_server server(local_card(), {}, [&](https_peer& p) {
        p.read();
        if (++requests == 1) {
            p.answer(200, "{}");
            p.read();
            ++requests;
        }
    });
    transport t({"127.0.0.1", server.port()}, {authority().pem(), {}}, direct, patient());
    CHECK(t.ask(post()).status == 200);
    CHECK(t.ask(post()).status == 0);
    CHECK(server.connections() == 2);
    CHECK(requests == 3);
}

TEST_CASE("what is asked to end ends, wherever it is") {
    test::servers s;
    const auto full = s.full_backlog();
    const auto mute = s.tcp(s.hold());
    s.start();
    https_server silent(local_card(), {}, [](https_peer& p) { test::hold(p.socket()); });
    for (const auto port : {full, mute, silent.port()}) {
        CAPTURE(port);
        transport t({"127.0.0.1", port}, {authority().pem(), {}}, direct, patient());
        auto answer = std::async(std::launch::async, [&] { return t.ask(post()); });
        t.interrupt();
        REQUIRE(answer.wait_for(seconds(5)) == std::future_status::ready);
        CHECK(answer.get().interrupted);
        // And everything later, at once.
        CHECK(t.ask(post()).interrupted);
    }
}

TEST_CASE("through a proxy") {
    https_server server(local_card(), {}, echo_requests);
    const host_port to{"127.0.0.1", server.port()};
    const auto at = [](std::uint16_t port, const std::string& user = {}) {
        return proxy_settings{"http://" + user + "127.0.0.1:" + std::to_string(port), "", ""};
    };
    const trust whom{authority().pem(), {}};

    SUBCASE("without a password") {
        test::connect_proxy proxy;
        transport t(to, whom, at(proxy.port()), patient());
        CHECK(t.ask(post()).status == 200);
        CHECK(t.ask(post()).status == 200);
        const auto asked = proxy.asked();
        REQUIRE(asked.size() == 1);
        CHECK(has(asked[0], "CONNECT " + to.text() + " HTTP/1.1\r\nHost: " + to.text() + "\r\n"));
        CHECK(!has(asked[0], "Proxy-Authorization"));
        // The proxy sees nothing of it.
        CHECK(!has(asked[0], "api"));
    }
    SUBCASE("with a password") {
        // RFC 7617 §2
        test::connect_proxy proxy("QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        transport t(to, whom, at(proxy.port(), "Aladdin:open%20sesame@"), patient());
        CHECK(t.ask(post()).status == 200);
        t.close();
        transport wrong(to, whom, at(proxy.port(), "Aladdin:geheim@"), patient());
        const auto refused = wrong.ask(post()).error;
        CHECK(has(refused, "rejects the user name and password in its URL (407)"));
        CHECK(!has(refused, "geheim"));
        transport none(to, whom, at(proxy.port()), patient());
        CHECK(has(none.ask(post()).error, "asks for a user name and password (407)"));
    }
    SUBCASE("that is wrong itself") {
        struct row {
            const char* says;
            const char* error;
            transport_limits limits = patient();
        };
        const row rows[] = {
            {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "refuses to connect to 127.0.0.1:"},
            {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "(502)"},
            {"SSH-2.0-OpenSSH_9.2\r\n", "does not answer like an HTTP proxy"},
            {"HTTP/1.1 200 OK\r\n\r\nmore", "it sent data ahead"},
            {"(nothing)", "did not answer within 200 ms", hurried(&transport_limits::proxy)},
        };
        for (const auto& r : rows) {
            CAPTURE(r.says);
            test::connect_proxy proxy({}, r.says);
            transport t(to, whom, at(proxy.port()), r.limits);
            const auto answer = t.ask(post());
            CAPTURE(answer.error);
            CHECK(answer.status == 0);
            CHECK(has(answer.error, "the proxy 127.0.0.1:" + std::to_string(proxy.port())));
            CHECK(has(answer.error, r.error));
        }
    }
    SUBCASE("that is not there") {
        test::servers s;
        const auto port = s.refusing();
        transport t(to, whom, at(port), patient());
        CHECK(has(t.ask(post()).error, "connection refused; is the proxy running there?"));
    }
    CHECK_THROWS_AS(transport(to, whom, {"ftp://x", "", ""}), std::runtime_error);
}
