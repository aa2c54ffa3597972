#include "matrix/proxy_use.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("the URL of a proxy in files and on command lines has no password") {
    for (const char* good : {"http://proxy:8080", "proxy.example.com:3128", "http://[2001:db8::1]:3128/", "proxy"}) {
        CAPTURE(good);
        CHECK_FALSE(check_proxy_url(good));
    }
    for (const char* bad : {"http://me:geheim@proxy:8080", "me:geheim@proxy", "https://proxy:443", "socks5://proxy",
                            "http://", "http://proxy:0", "http://pro xy"}) {
        CAPTURE(bad);
        const auto wrong = check_proxy_url(bad);
        REQUIRE(wrong);
        CHECK(wrong->find("HOST:PORT") != std::string::npos);
        CHECK(wrong->find("geheim") == std::string::npos);
    }
}

TEST_CASE("which services are reached through the proxy") {
    const proxy_use use{
        "http://Proxy.example.com:8080", "", {".corp.example", "s3.example.com:9000", "203.0.113.0/24"}};
    struct row {
        host_port service;
        bool through;
    };
    for (const auto& r : {
             row{{"s3.amazonaws.com", 443}, true},
             {{"s3.example.com", 443}, true},
             {{"S3.Example.com.", 9000}, false},
             {{"s3.corp.example", 443}, false},
             {{"CORP.example", 443}, false},
             {{"198.51.100.7", 443}, true},
             {{"203.0.113.9", 443}, false},
             {{"10.1.2.3", 9000}, false},
             {{"192.168.1.1", 443}, false},
             {{"127.0.0.1", 443}, false},
             {{"::1", 443}, false},
             {{"fd00::5", 443}, false},
             {{"2001:db8:1::5", 443}, true},
         }) {
        CAPTURE(r.service.text());
        CHECK(proxy_towards(use, r.service) == (r.through ? "proxy.example.com:8080" : ""));
        CHECK(proxy_towards({}, r.service) == "");
    }
    CHECK(proxy_towards({"http://p:1", "", {"*"}}, {"s3.amazonaws.com", 443}) == "");
}

TEST_CASE("exceptions are hosts, domains and networks") {
    for (const char* good :
         {"*", "host", ".example.com", "*.example.com", "example.com:8443", "10.0.0.0/8", "::1", "[2001:db8::1]:443"}) {
        CAPTURE(good);
        CHECK_FALSE(check_proxy_exception(good));
    }
    for (const char* bad : {"http://host", "10.0.0.0/33", "a b", "host:0", "*.*.com", "a/b"}) {
        CAPTURE(bad);
        CHECK(check_proxy_exception(bad).value_or("").starts_with("expected a host, a domain such as .example.com"));
    }
}
