#include "text/names.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("ids need no quoting anywhere") {
    for (const auto* good : {"a", "agent-linux", "oldest_agent_version", "13.0.1", "7"}) {
        CAPTURE(good);
        CHECK(is_id(good));
    }
    for (const auto& bad : {std::string(""), std::string("A"), std::string("-a"), std::string(".a"), std::string("a b"),
                            std::string("a;b"), std::string("a/b"), std::string("ä"), std::string(65, 'a')}) {
        CAPTURE(bad);
        CHECK_FALSE(is_id(bad));
    }
}

TEST_CASE("hosts are names or addresses") {
    const auto label63 = std::string(63, 'a');
    const auto name253 = label63 + "." + label63 + "." + label63 + "." + std::string(61, 'b');
    for (const auto& good : std::vector<std::string>{"vbr01", "VBR01.corp.example.", "a_b", "1and1.example", "3com",
                                                     "42", "10.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0",
                                                     "2001:db8::10.0.0.1", "1:2:3:4:5:6:7:8", "1::8", name253}) {
        CAPTURE(good);
        CHECK(is_host(good));
    }
    for (const auto& bad : std::vector<std::string>{"",
                                                    ".",
                                                    "a b",
                                                    "a..b",
                                                    "-a",
                                                    "a-",
                                                    "a:1",
                                                    "vbr01\n",
                                                    "10.0.0.300",
                                                    "10.0.0",
                                                    "10.0.0.08",
                                                    "10.0.0.0/8",
                                                    "1::2::3",
                                                    ":::",
                                                    "1:2:3:4:5:6:7",
                                                    "1:2:3:4:5:6:7:8:9",
                                                    "12345::",
                                                    "::g",
                                                    "fe80::1%",
                                                    "fe80::1%a b",
                                                    "10.0.0.1%eth0",
                                                    "1:2:3:4:5:6:7::8",
                                                    "[::1]",
                                                    "ü.example",
                                                    "http://a",
                                                    "a" + label63,
                                                    name253 + "b"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_host(bad));
    }
    CHECK(is_ip_address("10.0.0.1"));
    CHECK(is_ip_address("::ffff:10.0.0.1"));
    CHECK_FALSE(is_ip_address("vbr01"));
}

TEST_CASE("what cannot be a host, and why") {
    const std::string end = "); expected the name or the address of one host";
    for (const auto& [text, why] : {std::pair{"0.0.0.0", "unspecified"},
                                    {"0.1.2.3", "unspecified"},
                                    {"::", "unspecified"},
                                    {"0:0:0:0:0:0:0:0", "unspecified"},
                                    {"::%eth0", "unspecified"},
                                    {"::0.0.0.0", "unspecified"},
                                    {"::ffff:0.0.0.0", "unspecified"},
                                    {"::FFFF:0:0", "unspecified"},
                                    {"224.0.0.251", "multicast"},
                                    {"::ffff:224.0.0.251", "multicast"},
                                    {"ff02::1%eth0", "multicast"},
                                    {"255.255.255.255", "broadcast"},
                                    {"::ffff:ffff:ffff", "broadcast"}}) {
        const auto expected = "\"" + std::string(text) + "\" is no host's address (" + why + end;
        CAPTURE(expected);
        CHECK(check_address(text) == expected);
        CHECK(check_host(text) == expected);
    }
    for (const auto* good :
         {"127.0.0.1", "127.0.1.1", "::1", "10.0.0.255", "fe80::1%eth0", "vbr01", "0.example", "0"}) {
        CAPTURE(good);
        CHECK_FALSE(check_address(good));
        CHECK_FALSE(check_host(good));
    }
    CHECK(check_host("10.0.0.300") == R"("10.0.0.300" is neither a host name nor an IP address)");
    CHECK_FALSE(check_address("10.0.0.300")); // is none
    CHECK(resolves_to_no_host("::") == "resolves to ::, which is no host's address: a DNS filter?");
    CHECK(resolves_to_no_host("224.0.0.1") == "resolves to 224.0.0.1, which is no host's address: a wrong record?");
}

TEST_CASE("what is given in place of a host is told what it is") {
    struct row {
        std::string text, said;
    };
    for (const auto& [text, said] : std::vector<row>{
             {"10.1.2.3:2500", "has a port; expected the host alone: 10.1.2.3"},
             {"vbr01:9419", "has a port; expected the host alone: vbr01"},
             {"vbr01:", "has a port; expected the host alone: vbr01"},
             {"[fd00::1]:2500", "has a port; expected the host alone: fd00::1"},
             {"[fd00::1]", "has brackets; expected the host alone: fd00::1"},
             {"https://repo01/", "is a URL; expected the host alone: repo01"},
             {"https://admin@[fd00::1]:9419/api?x", "is a URL; expected the host alone: fd00::1"},
             {"ftp://10.0.0.5:21", "is a URL; expected the host alone: 10.0.0.5"},
             {R"(\\nas01\backup)", "is the path of a share; expected the host alone: nas01"},
             {"//nas01/backup", "is the path of a share; expected the host alone: nas01"},
             {"nas01:/export", "is the path of a share; expected the host alone: nas01"},
             {R"(CORP\web01)", "has a domain in front; expected the host alone: web01"},
             {"root@web01", "has a user in front; expected the host alone: web01"},
             {"10.0.0.0/8", "is a network; expected the name or the address of one host"},
             {"fd00::/8", "is a network; expected the name or the address of one host"},
             {"web01\u00A0", "has U+00A0 (no-break space), which looks like a space; type it anew"},
             {"w\u0435b01", "has U+0435 (Cyrillic letter), which looks like \"e\"; type it anew"},
             {"https://", "is neither a host name nor an IP address"},
             {"[fd00::1", "is neither a host name nor an IP address"},
             {"[fd00::1]x", "is neither a host name nor an IP address"},
             {"a:1:2", "is neither a host name nor an IP address"},
             {"vbr 01:1", "is neither a host name nor an IP address"},
             {"", "is neither a host name nor an IP address"},
         }) {
        CHECK(check_host(text) == '"' + text + "\" " + said);
    }
}

TEST_CASE("one host, many spellings") {
    for (const auto& [text, canonical] :
         {std::pair{"VBR01.Corp.", "vbr01.corp"}, std::pair{"10.0.0.1", "10.0.0.1"},
          std::pair{"0:0:0:0:0:0:0:1", "::1"}, std::pair{"2001:DB8:0::A", "2001:db8::a"},
          std::pair{"1::10.0.0.1", "1::a00:1"}, std::pair{"FE80:0::1%Eth0", "fe80::1%Eth0"}}) {
        const auto& this_text = text;
        CAPTURE(this_text);
        CHECK(canonical_host(text) == canonical);
    }
}

TEST_CASE("names that only their own network knows") {
    for (const std::string_view inside :
         {"10.1.1.1", "192.168.0.1", "100.64.0.1", "127.0.0.1", "fd00::1", "fe80::1%eth0", "portal", "Portal.LAN.",
          "gw.home.arpa", "a.internal", "a.local"}) {
        CAPTURE(inside);
        CHECK(is_inside_name(inside));
    }
    for (const std::string_view outside :
         {"", "192.0.2.1", "2001:db8::1", "portal.test", "lan.example.com", "example.com", "xlan.example"}) {
        CAPTURE(outside);
        CHECK_FALSE(is_inside_name(outside));
    }
}

TEST_CASE("short and full names of one host") {
    for (const auto& [a, b] : {std::pair{"web01", "web01.corp.example"}, std::pair{"WEB01.corp.example.", "Web01"},
                               std::pair{"web01.", "web01.corp"}}) {
        CHECK(is_short_form(a, b));
        CHECK_FALSE(is_same_host(a, b));
    }
    for (const auto& [a, b] :
         {std::pair{"web01", "WEB01."}, std::pair{"web01", "web011.corp"}, std::pair{"web01.a", "web01.a.corp"},
          std::pair{"web01.a", "web01.b"}, std::pair{"10", "10.0.0.1"}, std::pair{"10.0.0.1", "10"},
          std::pair{"", ".corp"}, std::pair{"", ""}})
        CHECK_FALSE(is_short_form(a, b));
    CHECK(is_same_host("web01", "WEB01."));
    CHECK(is_same_host("FD00::1", "fd00:0::1"));
    CHECK_FALSE(is_same_host("10.0.0.1", "10.0.0.10"));
}

TEST_CASE("endpoint hosts may have a wildcard in front, and placeholders") {
    for (const auto* good : {"crl.example.com", "*.example.com", "<account>.blob.example.com", "*.<a>.example.com",
                             "<service-point>", "x-<a>-<b>.example.com"}) {
        CAPTURE(good);
        CHECK(is_endpoint_host(good));
    }
    for (const auto* bad : {"", "*", "*.", "a.*.com", "*a.com", "<>.com", "<a.com", "a>.com", "<A>.com", "<<a>>", "a b",
                            "a_b.com", "https://a.com", "a.com/x", "10.0.0.1"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_endpoint_host(bad));
    }
    CHECK(placeholders_in("x-<a>-<b-c>.example.com") == std::vector<std::string>{"a", "b-c"});
    CHECK(placeholders_in("example.com").empty());
    CHECK(placeholders_in("<a").empty());
}

TEST_CASE("dates are days of the calendar") {
    for (const auto* good : {"2026-12-31", "2024-02-29", "2000-01-01"}) {
        CAPTURE(good);
        CHECK(is_iso_date(good));
    }
    for (const auto* bad : {"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "26-01-01", "2026/01/01",
                            "2026-01-0a", "2026-01-01T", "31-12-2026", "-026-01-01", "2026--1-01", "2026-01-+1"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_iso_date(bad));
    }
}
