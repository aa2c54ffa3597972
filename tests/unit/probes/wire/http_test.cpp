#include "probes/wire/http.hpp"

#include "decoded.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fairway::wire;

TEST_CASE("requests of RFC 9112 3") {
    const std::string rest = "\r\nUser-Agent: fairway/0.1\r\n";
    CHECK(http_request({"HEAD", "/", "vbr01.example", ""}) ==
          "HEAD / HTTP/1.1\r\nHost: vbr01.example" + rest + "Connection: close\r\n\r\n");
    CHECK(http_request({"POST", "/wsman", "10.0.0.5", ":5985"}) ==
          "POST /wsman HTTP/1.1\r\nHost: 10.0.0.5:5985" + rest + "Content-Length: 0\r\nConnection: close\r\n\r\n");

    struct row {
        std::string host;
        std::string want;
    };
    for (const row& r : std::initializer_list<row>{
             {"fd77::2", "[fd77::2]:1"},
             {"fe80::1%eth0", "[fe80::1]:1"},
             {"a_b-c.example", "a_b-c.example:1"},
             {"", ""},
             {"two\r\nX-Lines: 1", ""},
             {"sp ace", ""},
         }) {
        CAPTURE(r.host);
        CHECK(http_request({"HEAD", "/", r.host, ":1"}) ==
              "HEAD / HTTP/1.1\r\nHost: " + r.want + rest + "Connection: close\r\n\r\n");
    }
}

TEST_CASE("status lines") {
    struct row {
        std::string bytes;
        std::string_view want;
    };
    const std::string filler(longest_http_head, 'x');
    for (const row& r : std::initializer_list<row>{
             {"HTTP/1.1 200 OK\r\n\r\n", "value"},
             {"HTTP/1.0 599 \n\n", "value"},
             {"HTTP/1.1 204\r\n\r\n", "value"},
             {"HTTP/1.1 200 Très bien\r\n\r\n", "value"},
             {"HTTP/1.1 200 OK\r\nno colon\r\n: no name\r\n\r\n", "value"},
             {"HTTP/1.1 200 OK\r\nX: " + filler, "value"},
             {"HTTP/1.1 200 OK\r\nX: y\r\n", "incomplete"},
             {"HTTP/1.1 200 OK", "incomplete"},
             {"HTTP/1.1 200 " + filler, "malformed"},
             {"HTTP/2 200 \r\n\r\n", "malformed"},
             {"HTTP/1.x 200 OK\r\n\r\n", "malformed"},
             {"HTTP/1.1 099 OK\r\n\r\n", "malformed"},
             {"HTTP/1.1 600 OK\r\n\r\n", "malformed"},
             {"HTTP/1.1 2000 OK\r\n\r\n", "malformed"},
             {"HTTP/1.1 20 OK\r\n\r\n", "malformed"},
             {"HTTP/1.1  200 OK\r\n\r\n", "malformed"},
             {"HTTP/1.1 200 O\x07K\r\n\r\n", "malformed"},
             {"http/1.1 200 OK\r\n\r\n", "malformed"},
             {"HEAD / HTTP/1.1\r\n\r\n", "malformed"},
             {"<html>", "malformed"},
         }) {
        CAPTURE(r.bytes);
        CHECK(outcome(decode_http_head(r.bytes)) == r.want);
    }
}

TEST_CASE("fields are found whatever their case, the first of a name") {
    const std::string text = "HTTP/1.1 401 No\r\nserver:\t nginx \r\nSERVER: second\r\nEmpty:\r\n\r\nBody: x\r\n\r\n";
    const auto head = std::get<http_head>(decode_http_head(text));
    CHECK(head.status == 401);
    CHECK(head.first("Server") == "nginx");
    CHECK(head.first("Empty") == "");
    CHECK(head.first("Body") == "");
    CHECK(head.fields.size() == 3);
}
