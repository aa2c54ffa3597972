#include "probes/identify/proxy.hpp"

#include "probes/wire/http.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fairway;
using identify::proxied;
using proxy_verdict = identify::proxy_reply::verdict;

namespace {

std::string_view word(proxy_verdict v) {
    switch (v) {
    case proxy_verdict::more: return "more";
    case proxy_verdict::passes: return "passes";
    case proxy_verdict::refuses: return "refuses";
    case proxy_verdict::unclear: return "unclear";
    case proxy_verdict::no_proxy: return "no proxy";
    }
    return "";
}

struct proxy_row {
    bool tunnel;
    const char* received;
    const char* says;
    unsigned status;
    const char* words;
};

const proxy_row proxy_rows[] = {
    {true, "HTTP/1.1 200 Connection established\r\n\r\n", "passes", 200, ""},
    {true, "HTTP/1.0 200 OK\r\nVia: 1.1 proxy\r\n\r\n", "passes", 200, ""},
    {true, "HTTP/1.1 204 No Content\n\n", "passes", 204, ""},
    {true, "HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n", "refuses", 403,
     "ERR_ACCESS_DENIED"},
    {true,
     "HTTP/1.1 407 x\r\nX-Squid-Error: ERR_CACHE_ACCESS_DENIED 0\r\nProxy-Authenticate: "
     "Negotiate\r\nproxy-authenticate: NTLM\r\nProxy-Authenticate: Basic "
     "realm=\"proxy\"\r\n\r\n",
     "refuses", 407, "it accepts Negotiate, NTLM, Basic"},
    {true, "HTTP/1.1 407 x\r\n\r\n", "refuses", 407, ""},
    {true, "HTTP/1.1 502 x\r\nProxy-Status: edge; error=dns_error\r\n\r\n", "refuses", 502, "edge; error=dns_error"},
    {true, "HTTP/1.1 503 x\r\n\r\n", "refuses", 503, ""},
    {true, "HTTP/1.1 302 x\r\nLocation: http://portal/\r\n\r\n", "refuses", 302, ""},
    {true, "HTTP/1.1 403 x\r\nX-Squid-Error: \x1b[2J\r\n\r\n", "refuses", 403, "?[2J"},
    {true, "SSH-2.0-OpenSSH_9.2\r\n", "no proxy", 0, "SSH"},
    {true, "HTTP/1.1 200", "more", 0, ""},
    {true, "HTTP/1.1 200 OK\r\nA: b\r\n", "more", 0, ""},
    {true, "", "more", 0, ""},
    {false, "HTTP/1.1 200 OK\r\nVia: 1.1 proxy\r\n\r\n", "passes", 200, ""},
    {false, "HTTP/1.1 200 OK\r\n\r\n", "unclear", 200, ""},
    {false, "HTTP/1.0 404 File not found\r\nServer: SimpleHTTP/0.6\r\n\r\n", "unclear", 404, ""}, // no proxy at all
    {false, "HTTP/1.1 404 x\r\nVia: 1.1 proxy\r\n\r\n", "passes", 404, ""},
    {false, "HTTP/1.1 403 x\r\nVia: 1.1 10.0.0.9 (McAfee Web Gateway)\r\n\r\n", "unclear", 403, ""},
    {false, "HTTP/1.1 403 x\r\n\r\n", "unclear", 403, ""},
    {false, "HTTP/1.1 503 x\r\n\r\n", "unclear", 503, ""},
    {false, "HTTP/1.1 403 x\r\nVia: 1.1 proxy\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\n\r\n", "refuses", 403,
     "ERR_ACCESS_DENIED"},
    {false, "HTTP/1.1 403 x\r\nProxy-Status: p; error=http_request_denied\r\n\r\n", "refuses", 403,
     "p; error=http_request_denied"},
    {false, "HTTP/1.1 200 x\r\nVia: 1.1 p\r\nProxy-Status: p; next-hop=10.0.0.1\r\n\r\n", "passes", 200,
     "p; next-hop=10.0.0.1"},
    {false, "HTTP/1.1 407 x\r\n\r\n", "refuses", 407, ""},
    {false, "HTTP/1.1 502 x\r\nVia: 1.1 proxy\r\n\r\n", "refuses", 502, ""},
    {false, "HTTP/1.1 504 x\r\n\r\n", "refuses", 504, ""},
    {false, "220 mail ESMTP\r\n", "no proxy", 0, "SMTP greeting"},
};

proxied through(bool tunnel) {
    return {"s3.example.com:443", "", tunnel};
}

} // namespace

TEST_CASE("what is asked of a proxy") {
    const std::string agent = "User-Agent: fairway/0.1\r\n";
    CHECK(identify::connect_request({"s3.example.com:443", "", true}) ==
          "CONNECT s3.example.com:443 HTTP/1.1\r\nHost: s3.example.com:443\r\n" + agent + "\r\n");
    CHECK(identify::connect_request({"[2001:db8::1]:9000", "Basic dTpw", true}) ==
          "CONNECT [2001:db8::1]:9000 HTTP/1.1\r\nHost: [2001:db8::1]:9000\r\n" + agent +
              "Proxy-Authorization: Basic dTpw\r\n\r\n");
    CHECK(identify::plain_request({"crl.example.com:80", "Basic dTpw", false}) ==
          "GET http://crl.example.com/fairway-connectivity-check HTTP/1.1\r\nHost: crl.example.com\r\n" + agent +
              "Proxy-Authorization: Basic dTpw\r\nConnection: close\r\n\r\n");
    CHECK(identify::plain_request({"[2001:db8::1]:8080", "", false}) ==
          "GET http://[2001:db8::1]:8080/fairway-connectivity-check HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n" + agent +
              "Connection: close\r\n\r\n");
    // A name of a certificate that wants to add a line.
    for (const auto& request : {identify::connect_request({"a b\r\nX: y:443", "", true}),
                                identify::plain_request({"a b\r\nX: y:80", "", false})}) {
        CAPTURE(request);
        CHECK(request.find("\r\nX") == std::string::npos);
        CHECK(request.find("a b") == std::string::npos);
    }
}

TEST_CASE("what a proxy says") {
    for (const auto& r : proxy_rows) {
        CAPTURE(r.received);
        CAPTURE(r.tunnel);
        const auto reply = identify::read_proxy_answer(through(r.tunnel), r.received);
        CHECK(word(reply.says) == r.says);
        CHECK(reply.status == r.status);
        CHECK(reply.words == r.words);
        if (reply.says == proxy_verdict::passes) CHECK(reply.size == std::string_view(r.received).size());
    }
}

TEST_CASE("what lies behind the head of a tunnel is the service's") {
    const std::string head = "HTTP/1.1 200 OK\r\n\r\n";
    CHECK(identify::read_proxy_answer(through(true), head + "SSH-2.0-x").size == head.size());
}

TEST_CASE("an answer cut off anywhere is not judged early") {
    for (const auto& r : proxy_rows) {
        const std::string_view whole = r.received;
        const auto end = identify::read_proxy_answer(through(r.tunnel), whole);
        if (end.says == proxy_verdict::more || end.says == proxy_verdict::no_proxy) continue;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CAPTURE(whole.substr(0, size));
            CHECK(identify::read_proxy_answer(through(r.tunnel), whole.substr(0, size)).says == proxy_verdict::more);
        }
    }
}

TEST_CASE("a head that never ends is no tunnel") {
    const std::string head = "HTTP/1.1 200 OK\r\nX: " + std::string(wire::longest_http_head, 'x');
    const auto reply = identify::read_proxy_answer(through(true), head);
    CHECK(word(reply.says) == "no proxy");
    CHECK(reply.words == "an answer that never ends");
}
