#include "text/http_proxy.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("proxies, whose passwords no message shows") {
    struct row {
        const char* url;
        const char* at; ///< empty: a problem
        const char* user = "";
        const char* password = "";
    };
    const row rows[] = {
        {"http://proxy:8080", "proxy:8080"},
        {"proxy:8080", "proxy:8080"},
        {"http://proxy", "proxy:3128"},
        {"http://[fd00::1]:8080/", "[fd00::1]:8080"},
        {"http://me:geheim@proxy:8080", "proxy:8080", "me", "geheim"},
        {"http://me:a%40b%3Ageheim@proxy:8080", "proxy:8080", "me", "a@b:geheim"},
        {"http://me@proxy:8080", "proxy:8080", "me", ""},
        {"http://me:geheim%4@proxy:8080", ""},
        {"http://me:geheim%zz@proxy:8080", ""},
        {"http://:geheim@proxy:8080", ""},
        {"https://me:geheim@proxy:8080", ""},
        {"socks5://me:geheim@proxy:8080", ""},
        {"http://me:geheim@", ""},
        {"http://me:geheim@pro xy", ""},
    };
    for (const auto& r : rows) {
        CAPTURE(r.url);
        const auto read = parse_proxy_url(r.url);
        CHECK((read ? read.value->at.text() : "") == r.at);
        if (read) {
            CHECK(read.value->user == r.user);
            CHECK(read.value->password == r.password);
        } else {
            CHECK(read.problems.at(0).message.find("expected http://[USER:PASSWORD@]HOST:PORT") != std::string::npos);
            CHECK(read.problems[0].message.find("geheim") == std::string::npos);
        }
    }
}
