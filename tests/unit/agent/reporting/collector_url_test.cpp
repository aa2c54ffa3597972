#include "agent/reporting/collector_url.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("where a collector is") {
    struct row {
        const char* url;
        const char* normal; ///< empty: a problem
    };
    const row rows[] = {
        {"https://c.example", "https://c.example:9440"},
        {"https://c.example/", "https://c.example:9440"},
        {"HTTPS://C.Example.:443", "https://c.example:443"},
        {"https://10.0.0.5:9441", "https://10.0.0.5:9441"},
        {"https://[FD00::1]:9441", "https://[fd00::1]:9441"},
        {"https://[fd00::1]", "https://[fd00::1]:9440"},
        {"https://[fd00::1]9441", ""},
        {"https://[10.0.0.5]", ""},
        {"https://fd00::1", ""},
        {"http://c.example", ""},
        {"c.example:9440", ""},
        {"https://", ""},
        {"https://c.example:0", ""},
        {"https://c.example:65536", ""},
        {"https://c.example:", ""},
        {"https://c.example/api", ""},
        {"https://c.example?x", ""},
        {"https://user:geheim@c.example", ""},
        {"https://c.exa mple", ""},
        {"https://c.example\r\nX: y", ""},
    };
    for (const auto& r : rows) {
        CAPTURE(r.url);
        const auto read = parse_collector_url(r.url);
        CHECK((read ? collector_url(*read.value) : "") == r.normal);
        if (read) continue;
        CHECK(read.problems.at(0).message.find("expected https://HOST") != std::string::npos);
        CHECK(read.problems[0].message.find("geheim") == std::string::npos);
    }
}

TEST_CASE("through which proxy") {
    const std::string p = "http://p:1", q = "http://q:2";
    struct row {
        const char* host;
        proxy_settings settings;
        std::string expected;
    };
    const row rows[] = {
        {"c.example", {}, ""},
        {"c.example", {"", p, ""}, p},
        {"c.example", {q, p, ""}, q},
        {"c.example", {q, p, "*"}, q},
        {"c.example", {"none", p, ""}, ""},
        {"c.example", {"", p, "*"}, ""},
        {"c.example", {"", p, "c.example"}, ""},
        {"c.example", {"", p, " x.test , C.EXAMPLE "}, ""},
        {"c.example", {"", p, "example"}, ""},
        {"c.example", {"", p, ".example"}, ""},
        {"c.example", {"", p, "*.example"}, ""},
        {"c.example", {"", p, "ample"}, p},
        {"c.example", {"", p, "d.c.example"}, p},
        {"c.example", {"", p, "c.example:9440"}, ""},
        {"c.example", {"", p, "c.example:443"}, p},
        {"c.example", {"", p, ",,"}, p},
        {"10.1.2.3", {"", p, "10.0.0.0/8"}, ""},
        {"10.1.2.3", {"", p, "10.1.2.0/25"}, ""},
        {"10.1.2.3", {"", p, "10.1.2.128/25"}, p},
        {"10.1.2.3", {"", p, "10.1.2.3"}, ""},
        {"10.1.2.3", {"", p, "10.1.2.3:9440"}, ""},
        {"10.1.2.3", {"", p, "10.1.2.4"}, p},
        {"10.1.2.3", {"", p, "10.0.0.0/33"}, p},
        {"fd00::1", {"", p, "fd00::/16"}, ""},
        {"fd00::1", {"", p, "[fd00::1]:9440"}, ""},
        {"fd00::1", {"", p, "10.0.0.0/8"}, p},
        {"localhost", {"", p, ""}, ""},
        {"127.0.0.2", {"", p, ""}, ""},
        {"::1", {"", p, ""}, ""},
        {"127.0.0.2", {q, p, ""}, q},
    };
    for (const auto& r : rows) {
        CAPTURE(r.host);
        CAPTURE(r.settings.no_proxy);
        CHECK(proxy_towards({r.host, 9440}, r.settings) == r.expected);
    }
}
