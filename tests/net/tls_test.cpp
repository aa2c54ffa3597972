#include "probes/identify/engine.hpp"
#include "probes/identify/tls.hpp"

#include "tests/certificates.hpp"
#include "tests/net/servers.hpp"

#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

using namespace fairway;
using identify::ending;
using identify::reply;
using std::chrono::milliseconds;
using test::card_wish;
using test::identity_card;
using test::make_card;

namespace {

namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;
using boost::system::error_code;
using stream = ssl::stream<tcp::socket>;

// The question is a name, the answer the same with a full stop.
std::string ask_name(const identify::context& c) {
    return c.server_name + "?";
}
reply read_answer(const identify::context& c, std::string_view received) {
    const std::string due = "I am " + c.server_name + ".";
    const auto size = std::min(due.size(), received.size());
    if (received.substr(0, size) != std::string_view(due).substr(0, size))
        return {reply::verdict::wrong, "something else"};
    if (received.size() < due.size()) return {};
    return {reply::verdict::confirmed, due};
}
const identify::exchange by_name{ask_name, read_answer};
const identify::protocol secret{"secret", identify::transport::tls, "", &by_name};

/// Talks TLS until the question came, then does what it was made for.
struct tls_server {
    explicit tls_server(const identity_card& card, const identity_card* intermediate = nullptr)
        : context(ssl::context::tls_server) {
        SSL_CTX_use_certificate(context.native_handle(), card.certificate.get());
        SSL_CTX_use_PrivateKey(context.native_handle(), card.key.get());
        if (intermediate != nullptr) SSL_CTX_add1_chain_cert(context.native_handle(), intermediate->certificate.get());
    }

    ssl::context context;
    std::string answer; ///< empty: "I am NAME." with the name of the question
    bool silent = false;
    bool hangs_up = false;
    bool endless = false;
    std::string sni = "(none)"; ///< what the last client asked for

    test::servers::handler handler() {
        return [this](tcp::socket peer) {
            const auto s = std::make_shared<stream>(std::move(peer), context);
            s->async_handshake(ssl::stream_base::server, [this, s](error_code ec) {
                if (ec) return;
                if (const char* name = SSL_get_servername(s->native_handle(), TLSEXT_NAMETYPE_host_name)) sni = name;
                const auto text = std::make_shared<std::string>(200, '\0');
                s->async_read_some(boost::asio::buffer(*text), [this, s, text](error_code failed, std::size_t size) {
                    if (!failed) answer_to(s, text->substr(0, size));
                });
            });
        };
    }

  private:
    void answer_to(const std::shared_ptr<stream>& s, std::string question) {
        if (hangs_up) return; // the last owner goes
        if (silent) return wait_for_end(s);
        question.pop_back();
        const auto text = std::make_shared<std::string>(answer.empty() ? "I am " + question + "." : answer);
        boost::asio::async_write(*s, boost::asio::buffer(*text), [this, s, text](error_code ec, std::size_t) {
            if (ec) return;
            if (endless)
                answer_to(s, "more?");
            else
                wait_for_end(s);
        });
    }

    void wait_for_end(const std::shared_ptr<stream>& s) {
        const auto text = std::make_shared<std::string>(200, '\0');
        s->async_read_some(boost::asio::buffer(*text), [s, text](error_code, std::size_t) {});
    }
};

const identity_card& test_root() {
    static const auto card = make_card({.name = "Test Root", .authority = true});
    return card;
}

identify::converse_options trusting(const std::string& roots, milliseconds deadline = milliseconds(5000)) {
    identify::converse_options o;
    o.deadline = deadline;
    o.roots_file = roots;
    return o;
}

identify::converse_result converse_over_tls(const std::vector<identify::question>& questions,
                                            const identify::converse_options& options) {
    lanes paced;
    return identify::converse(questions, options, paced);
}

identify::conversation talk_to(std::uint16_t port, const std::string& name, const identify::converse_options& o) {
    const auto q = identify::question_for(secret, {name}, "127.0.0.1", port);
    return converse_over_tls({q}, o).conversations.at(0);
}

} // namespace

TEST_CASE("what a certificate shows") {
    const test::temporary_file roots(test_root().pem());
    const auto other = make_card({.name = "Other Root", .authority = true});
    const auto middle = make_card({.name = "Middle", .authority = true, .issuer = &test_root()});
    const auto company = make_card(
        {.name = "Company", .access = "caIssuers;URI:http://ca.test/root.cer", .authority = true, .issuer = &other});
    const std::string san = "DNS:vbr01,DNS:*.example.test,IP:127.0.0.1";
    const auto no_chain = [](const std::string& issuer) {
        return "issued by a CA that this host does not trust (CN=" + issuer +
               "), or an intermediate certificate is missing";
    };
    struct row {
        const char* what;
        card_wish wish;
        const char* asked_as;
        bool valid;
        std::string problem; ///< its beginning
        bool name_matches;
        const identity_card* sends_along = nullptr;
        chain_faults faults{};
    };
    const row rows[] = {
        {"good", {.name = "vbr01", .alternatives = san, .issuer = &test_root()}, "vbr01", true, "", true},
        {"by address", {.name = "vbr01", .alternatives = san, .issuer = &test_root()}, "127.0.0.1", true, "", true},
        {"another address", {.name = "x", .alternatives = san, .issuer = &test_root()}, "127.0.0.2", true, "", false},
        {"by a pattern", {.name = "x", .alternatives = san, .issuer = &test_root()}, "b.example.test", true, "", true},
        {"final dot", {.name = "x", .alternatives = san, .issuer = &test_root()}, "b.example.test.", true, "", true},
        {"wrong host", {.name = "x", .alternatives = san, .issuer = &test_root()}, "vbr02", true, "", false},
        {"expired",
         {.name = "vbr01", .alternatives = san, .valid_from = -7200, .valid_until = -3600, .issuer = &test_root()},
         "vbr01",
         false,
         "expired since 20",
         true,
         nullptr,
         {.expired = true}},
        {"not valid yet",
         {.name = "vbr01", .alternatives = san, .valid_from = 3600, .valid_until = 7200, .issuer = &test_root()},
         "vbr01",
         false,
         "not valid yet, or this host's clock is wrong (valid from 20",
         true,
         nullptr,
         {.not_yet_valid = true}},
        {"self-signed",
         {.name = "Veeam", .alternatives = ""},
         "vbr01",
         false,
         "self-signed",
         false,
         nullptr,
         {.untrusted = true}},
        {"self-signed and expired",
         {.name = "vbr01", .alternatives = san, .valid_until = -1},
         "vbr01",
         false,
         "self-signed; expired since 20",
         true,
         nullptr,
         {.expired = true, .untrusted = true}},
        {"unknown authority",
         {.name = "x", .alternatives = san, .issuer = &other},
         "vbr01",
         false,
         no_chain("Other Root"),
         true,
         nullptr,
         {.untrusted = true}},
        {"unknown authority, sent along",
         {.name = "x", .alternatives = san, .issuer = &other},
         "vbr01",
         false,
         "issued by a CA that this host does not trust (CN=Other Root)",
         true,
         &other,
         {.untrusted = true}},
        {"intermediate", {.name = "x", .alternatives = san, .issuer = &middle}, "vbr01", true, "", true, &middle},
        {"intermediate that is not sent",
         {.name = "x", .alternatives = san, .issuer = &middle},
         "vbr01",
         false,
         no_chain("Middle"),
         true,
         nullptr,
         {.untrusted = true}},
        {"intermediate that is not sent, though the certificate says where it is",
         {.name = "x", .alternatives = san, .access = "caIssuers;URI:http://ca.test/middle.cer", .issuer = &middle},
         "vbr01",
         false,
         "without its intermediate certificate (CN=Middle), which the server does not send; or issued by a CA that "
         "this "
         "host does not trust",
         true,
         nullptr,
         {.incomplete = true}},
        {"intermediate that is not sent, of a certificate in public logs",
         {.name = "x", .alternatives = san, .issuer = &middle, .logged = true},
         "vbr01",
         false,
         "without its intermediate certificate (CN=Middle), which the server does not send",
         true,
         nullptr,
         {.incomplete = true}},
        {"made by a proxy, whose company's CA says where its issuer is",
         {.name = "x", .alternatives = san, .issuer = &company},
         "vbr01",
         false,
         no_chain("Other Root"),
         true,
         &company,
         {.untrusted = true}},
        {"intermediate that is not sent, and expired",
         {.name = "x",
          .alternatives = san,
          .valid_from = -7200,
          .valid_until = -3600,
          .access = "caIssuers;URI:http://ca.test/middle.cer",
          .issuer = &middle},
         "vbr01",
         false,
         "without its intermediate certificate (CN=Middle), which the server does not send; or issued by a CA that "
         "this "
         "host does not trust; expired since 20",
         true,
         nullptr,
         {.expired = true, .incomplete = true}},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.what));
        const auto card = make_card(r.wish);
        tls_server server(card, r.sends_along);
        test::servers s;
        const auto port = s.tcp(server.handler());
        s.start();
        const auto c = talk_to(port, r.asked_as, trusting(roots.path()));
        // Whatever the certificate is, the conversation goes on: it is there to be seen.
        CHECK(c.end == ending::confirmed);
        REQUIRE(c.tls);
        CHECK(c.tls->version == "TLSv1.3");
        CHECK(c.tls->subject == "CN=" + r.wish.name);
        CHECK(c.tls->chain_judged);
        CHECK(c.tls->chain_valid == r.valid);
        CHECK(c.tls->chain_problem.substr(0, r.problem.size()) == r.problem);
        CHECK(c.tls->chain_problem.empty() == r.problem.empty());
        CHECK(words_of(c.tls->faults) == words_of(r.faults));
        CHECK(c.tls->is_untrusted() == r.faults.untrusted);
        CHECK(c.tls->name_matches == r.name_matches);
    }
}

TEST_CASE("subject, issuer, thumbprint, expiry and revocation addresses") {
    const test::temporary_file roots(test_root().pem());
    const auto card = make_card({.name = "s3, \xc3\xbc",
                                 .alternatives = "DNS:s3.test",
                                 .crl = "URI:http://crl.test/a.crl,URI:ldap://ldap.test/cn=x",
                                 .access = "OCSP;URI:http://ocsp.test:8080/,caIssuers;URI:http://issuer.test/a.cer",
                                 .issuer = &test_root()});
    unsigned char bytes[32];
    unsigned size = 0;
    X509_digest(card.certificate.get(), EVP_sha256(), bytes, &size);
    std::string thumbprint;
    for (const auto byte : bytes) {
        char text[3];
        std::snprintf(text, sizeof text, "%02x", byte);
        thumbprint += text;
    }
    tls_server server(card);
    test::servers s;
    const auto port = s.tcp(server.handler());
    s.start();
    const auto c = talk_to(port, "s3.test", trusting(roots.path()));
    REQUIRE(c.tls);
    CHECK(c.tls->subject == "CN=s3\\, \xc3\xbc");
    CHECK(c.tls->issuer == "CN=Test Root");
    CHECK(c.tls->sha256 == thumbprint);
    CHECK(c.tls->not_after.size() == 20);
    CHECK(c.tls->not_after.back() == 'Z');
    CHECK(c.tls->revocation == std::vector<std::string>{"http://crl.test/a.crl", "http://ocsp.test:8080/"});

    CHECK(identify::revocation_addresses(card.pem() + test_root().pem()) == c.tls->revocation);
    unsigned char* der = nullptr;
    const int length = i2d_X509(card.certificate.get(), &der);
    CHECK(identify::revocation_addresses({reinterpret_cast<char*>(der), static_cast<std::size_t>(length)}) ==
          c.tls->revocation);
    OPENSSL_free(der);
    CHECK(identify::revocation_addresses(test_root().pem()) == std::vector<std::string>{});
    CHECK(!identify::revocation_addresses("no certificate"));
    CHECK(!identify::revocation_addresses(""));
    CHECK(!identify::revocation_addresses(card.pem().substr(0, 200)));
}

TEST_CASE("names are sent as SNI, addresses are not") {
    const auto card = make_card({.name = "x"});
    for (const auto& row : {std::pair("vbr01.", "vbr01"), std::pair("127.0.0.1", "(none)")}) {
        const std::string name = row.first, sent = row.second; // clang 14 cannot capture structured bindings
        CAPTURE(name);
        tls_server server(card);
        {
            test::servers s;
            const auto port = s.tcp(server.handler());
            s.start();
            CHECK(talk_to(port, name, trusting("")).end == ending::confirmed);
        } // its thread is over
        CHECK(server.sni == sent);
    }
}

TEST_CASE("without roots a chain is not judged, but its dates are") {
    bool expired = false;
    SUBCASE("in time") {}
    SUBCASE("expired") {
        expired = true;
    }
    const auto card = make_card({.name = "x",
                                 .alternatives = "DNS:vbr01",
                                 .valid_from = -7200,
                                 .valid_until = expired ? -3600 : 3600,
                                 .issuer = &test_root()});
    tls_server server(card);
    test::servers s;
    const auto port = s.tcp(server.handler());
    s.start();
    const auto c = talk_to(port, "vbr01", trusting("/nowhere/roots.pem"));
    CHECK(c.end == ending::confirmed);
    REQUIRE(c.tls);
    CHECK(!c.tls->chain_judged);
    CHECK(!c.tls->chain_valid);
    CHECK(c.tls->chain_problem.find("no list of trusted CAs") != std::string::npos);
    CHECK(c.tls->faults == chain_faults{.expired = expired});
    CHECK(!c.tls->is_untrusted());
    CHECK(c.tls->name_matches);
}

TEST_CASE("TLS 1.2 will do, older versions will not") {
    const auto card = make_card({.name = "x"});
    tls_server server(card);
    SSL_CTX* context = server.context.native_handle();
    SSL_CTX_set_security_level(context, 0);
    int version = TLS1_2_VERSION;
    SUBCASE("1.2") {}
    SUBCASE("1.1") {
        version = TLS1_1_VERSION;
    }
    SSL_CTX_set_min_proto_version(context, version);
    SSL_CTX_set_max_proto_version(context, version);
    test::servers s;
    const auto port = s.tcp(server.handler());
    s.start();
    const auto c = talk_to(port, "vbr01", trusting(""));
    if (version == TLS1_2_VERSION) {
        CHECK(c.end == ending::confirmed);
        REQUIRE(c.tls);
        CHECK(c.tls->version == "TLSv1.2");
    } else {
        CHECK(c.end == ending::old_tls);
        CHECK(c.identity == "TLS older than 1.2");
        CHECK(!c.tls);
    }
}

TEST_CASE("who wants a certificate of us turns us away") {
    const auto card = make_card({.name = "x"});
    tls_server server(card);
    SSL_CTX* context = server.context.native_handle();
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    int version = TLS1_3_VERSION;
    SUBCASE("1.3") {}
    SUBCASE("1.2") {
        version = TLS1_2_VERSION;
    }
    SSL_CTX_set_max_proto_version(context, version);
    test::servers s;
    const auto port = s.tcp(server.handler());
    s.start();
    const auto c = talk_to(port, "vbr01", trusting(""));
    CHECK(c.end == ending::turned_away);
    CHECK(c.identity ==
          (version == TLS1_3_VERSION ? "TLS alert: certificate required" : "TLS alert: handshake failure"));
    CHECK(c.tls);
}

TEST_CASE("how TLS ends that does not come to an answer") {
    const auto card = make_card({.name = "x"});
    tls_server good(card), silent(card), hangs_up(card), other(card);
    silent.silent = true;
    hangs_up.hangs_up = true;
    other.answer = "220 mail\r\n";
    test::servers s;
    const auto say = [&](std::string text) {
        return s.tcp([text, hold = s.hold()](tcp::socket peer) {
            error_code ignored;
            boost::asio::write(peer, boost::asio::buffer(text), ignored);
            hold(std::move(peer));
        });
    };
    using namespace std::string_literals;
    // A ServerHello without extensions, which chooses the suite TLS_RSA_WITH_RC4_128_MD5.
    const auto old_hello = [](char version) {
        return "\x16\x03"s + version + "\x00\x2a\x02\x00\x00\x26\x03"s + version + std::string(32, 'r') +
               "\x00\x00\x04\x00"s;
    };
    struct row {
        const char* what;
        std::uint16_t port;
        ending end;
        const char* identity;
        bool facts;
    };
    const row rows[] = {
        {"answers", s.tcp(good.handler()), ending::confirmed, "I am vbr01.", true},
        {"is silent after the handshake", s.tcp(silent.handler()), ending::mute, "", true},
        {"hangs up after the question", s.tcp(hangs_up.handler()), ending::hung_up, "", true},
        {"answers in another protocol", s.tcp(other.handler()), ending::wrong, "something else", true},
        {"accepts and is silent", s.tcp(s.hold()), ending::tls_mute, "", false},
        {"hangs up", s.tcp([](tcp::socket peer) {
             // Once it has read: a close with bytes unread is a RST.
             const auto p = std::make_shared<tcp::socket>(std::move(peer));
             const auto text = std::make_shared<std::string>(4096, '\0');
             p->async_read_some(boost::asio::buffer(*text), [p, text](error_code, std::size_t) {});
         }),
         ending::hung_up, "", false},
        {"speaks in clear", say("HTTP/1.1 400 Bad Request\r\n\r\n"), ending::wrong, "", false},
        {"is an SSH server", say("SSH-2.0-x\r\n"), ending::wrong, "", false},
        {"sends garbage", say("\x01\x02\x03\x04\x05\x06\x07\x08"s), ending::wrong, "", false},
        {"sends garbage as a handshake", say("\x16\x03\x03\x00\x04\xff\xff\xff\xff"s), ending::wrong, "", false},
        {"is a proxy that speaks in clear",
         say("HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n"),
         ending::proxy, "HTTP 403, squid/5.7", false},
        {"refuses by alert", say("\x15\x03\x03\x00\x02\x02\x28"s), ending::turned_away, "TLS alert: handshake failure",
         false},
        {"refuses by an alert without words", say("\x15\x03\x03\x00\x02\x02\xc8"s), ending::turned_away,
         "TLS alert: number 200", false},
        {"knows TLS 1.0 and says so", say("\x15\x03\x01\x00\x02\x02\x46"s), ending::old_tls, "TLS older than 1.2",
         false},
        {"answers in TLS 1.0", say(old_hello('\x01')), ending::old_tls, "TLS 1.0", false},
        {"answers in TLS 1.1", say(old_hello('\x02')), ending::old_tls, "TLS 1.1", false},
        {"answers in SSL 3.0", say(old_hello('\x00')), ending::old_tls, "SSL 3.0", false},
        {"chooses what was not offered", say(old_hello('\x03')), ending::broken_tls, nullptr, false},
        {"begins and stops", say("\x16\x03\x03\x00\x7a\x02"s), ending::tls_mute, "", false},
    };
    s.start();
    std::vector<identify::question> questions;
    for (const auto& r : rows)
        questions.push_back(identify::question_for(secret, {"vbr01"}, "127.0.0.1", r.port));
    const auto result = converse_over_tls(questions, trusting("", milliseconds(1000)));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
        CAPTURE(std::string(rows[i].what));
        const auto& c = result.conversations[i];
        CHECK(static_cast<int>(c.end) == static_cast<int>(rows[i].end));
        // Its kind, or OpenSSL's words.
        if ((rows[i].end == ending::wrong && !rows[i].facts) || rows[i].end == ending::broken_tls)
            CHECK(c.identity != "");
        else
            CHECK(c.identity == rows[i].identity);
        CHECK((c.tls != nullptr) == rows[i].facts);
    }
}

TEST_CASE("certificates of any size are read, up to a limit that is said") {
    struct row {
        std::size_t names;
        bool old; ///< TLS 1.2
        ending end;
        std::string identity;
    };
    const std::string too_long = "it sends too much at once, e.g. certificates of more than 100 KiB";
    for (const auto& r : {row{1000, false, ending::confirmed, "I am vbr01."},
                          {2500, false, ending::confirmed, "I am vbr01."},
                          {2500, true, ending::confirmed, "I am vbr01."},
                          {5000, false, ending::broken_tls, too_long},
                          {5000, true, ending::broken_tls, too_long},
                          {20'000, false, ending::broken_tls, too_long},
                          {20'000, true, ending::broken_tls, too_long}}) {
        CAPTURE(r.names);
        CAPTURE(r.old);
        std::string names = "DNS:vbr01"; // each takes about 30 bytes
        for (std::size_t i = 1; i < r.names; ++i)
            names += ",DNS:host-" + std::to_string(100'000 + i) + ".example.test";
        const auto card = make_card({.name = "x", .alternatives = names});
        tls_server server(card);
        if (r.old) SSL_CTX_set_max_proto_version(server.context.native_handle(), TLS1_2_VERSION);
        test::servers s;
        const auto port = s.tcp(server.handler());
        s.start();
        const auto c = talk_to(port, "vbr01", trusting(""));
        CHECK(static_cast<int>(c.end) == static_cast<int>(r.end));
        CHECK(c.identity == r.identity);
    }
}

TEST_CASE("time in which this process is stopped is nobody's silence") {
    const auto card = make_card({.name = "x"});
    tls_server server(card);
    test::servers s;
    // Goes on with a connection once it is told: while the other side is stopped.
    struct {
        std::mutex mutex;
        std::condition_variable changed;
        bool go_on = false;
    } gate;
    const auto port = s.tcp([&, shake_hands = server.handler()](tcp::socket peer) {
        std::unique_lock lock(gate.mutex);
        gate.changed.wait(lock, [&] { return gate.go_on; });
        shake_hands(std::move(peer));
    });
    s.start();
    const milliseconds deadline(500);
    const auto began = std::chrono::steady_clock::now();
    auto how = trusting("", deadline);
    bool was_stopped = false;
    how.on_tick = [&] { // in the thread that holds the conversation: as if the process were stopped
        if (std::exchange(was_stopped, true)) return;
        {
            const std::lock_guard lock(gate.mutex);
            gate.go_on = true;
        }
        gate.changed.notify_all();
        std::this_thread::sleep_until(began + 2 * deadline);
    };
    const auto c = talk_to(port, "vbr01", how);
    CHECK(was_stopped);
    CHECK(static_cast<int>(c.end) == static_cast<int>(ending::confirmed));
    CHECK(std::chrono::steady_clock::now() - began >= 2 * deadline);

    // Whoever is silent stays so: the time is given back once.
    test::servers mute;
    const auto held = mute.tcp(mute.hold());
    mute.start();
    const auto again = std::chrono::steady_clock::now();
    auto mutely = trusting("", deadline);
    bool once = false;
    mutely.on_tick = [&] {
        if (!std::exchange(once, true)) std::this_thread::sleep_until(again + 2 * deadline);
    };
    CHECK(static_cast<int>(talk_to(held, "vbr01", mutely).end) == static_cast<int>(ending::tls_mute));
    const auto took = std::chrono::steady_clock::now() - again;
    CHECK(took >= 2 * deadline);
    CHECK(took < std::chrono::seconds(10));
}

TEST_CASE("plain text without end through TLS is cut") {
    const auto card = make_card({.name = "x"});
    tls_server server(card);
    server.answer = std::string(8000, 'x');
    server.endless = true;
    test::servers s;
    const auto port = s.tcp(server.handler());
    s.start();
    auto q = identify::question_for(secret, {"vbr01"}, "127.0.0.1", port);
    std::size_t most = 0;
    q.read = [&](std::string_view received) {
        most = std::max(most, received.size());
        return reply{};
    };
    const auto began = std::chrono::steady_clock::now();
    const auto c = converse_over_tls({q}, trusting("", milliseconds(30'000))).conversations.at(0);
    CHECK(std::chrono::steady_clock::now() - began < milliseconds(10'000));
    CHECK(c.end == ending::wrong);
    CHECK(c.identity == "an answer that never ends");
    CHECK(most == identify::longest_answer);
}
