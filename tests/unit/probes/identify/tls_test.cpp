#include "probes/identify/tls.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("host and port of the URLs in certificates") {
    struct row {
        const char* url;
        const char* host; ///< null: none
        int port;         ///< 0: not named
    };
    const row rows[] = {
        {"http://crl.example.com/a.crl", "crl.example.com", 0},
        {"HTTP://Crl.Example.COM", "Crl.Example.COM", 0},
        {"https://ocsp.example.com/", "ocsp.example.com", 0},
        {"http://ocsp.example.com:8080", "ocsp.example.com", 8080},
        {"http://ocsp.example.com:8080/x?y:z", "ocsp.example.com", 8080},
        {"http://h?x", "h", 0},
        {"http://h#x", "h", 0},
        {"http://192.0.2.1/a", "192.0.2.1", 0},
        {"http://[2001:db8::1]:81/a", "2001:db8::1", 81},
        {"http://[2001:db8::1]", "2001:db8::1", 0},
        {"http://h:", "h", 0}, // RFC 3986 §3.2.3 allows an empty port
        {"ldap://ldap.example.com/cn=x", nullptr, 0},
        {"ftp://h/", nullptr, 0},
        {"crl.example.com", nullptr, 0},
        {"http://", nullptr, 0},
        {"http:///a", nullptr, 0},
        {"", nullptr, 0},
        {"http://user@h/", nullptr, 0},
        {"http://h h/", nullptr, 0},
        {"http://h\n/", nullptr, 0},
        {"http://h:0/", nullptr, 0},
        {"http://h:65536/", nullptr, 0},
        {"http://h:80x/", nullptr, 0},
        {"http://h:-1/", nullptr, 0},
        {"http://[::1/", nullptr, 0},
        {"http://[h]/", nullptr, 0},
        {"http://[::1]x/", nullptr, 0},
    };
    for (const auto& r : rows) {
        CAPTURE(std::string(r.url));
        const auto at = identify::host_of_url(r.url);
        REQUIRE(at.has_value() == (r.host != nullptr));
        if (!at) continue;
        CHECK(at->host == r.host);
        CHECK(at->port.value_or(0) == r.port);
    }
    CHECK(!identify::host_of_url("http://" + std::string(254, 'a') + "/"));
}
