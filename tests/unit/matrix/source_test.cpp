#include "matrix/source.hpp"

#include <doctest/doctest.h>

using namespace fairway;

using texts = std::vector<std::string>;

TEST_CASE("what a list of source addresses may be") {
    struct row {
        texts wanted;
        const char* problem; ///< empty: none
    };
    const row rows[] = {
        {{}, ""},
        {{"10.0.7.3"}, ""},
        {{"fd00::7:3"}, ""},
        {{"10.0.0.0/8", "fd00::/8"}, ""},
        {{"fe80::1%eth0"}, ""},
        {{"127.0.0.1", "::1"}, ""},
        {{"web01"}, "expected an IP address of this host, or a network such as 10.1.0.0/16, found \"web01\""},
        {{"10.0.7.3:80"},
         "expected an IP address of this host, or a network such as 10.1.0.0/16, found \"10.0.7.3:80\""},
        {{"10.0.0.0/33"},
         "expected an IP address of this host, or a network such as 10.1.0.0/16, found \"10.0.0.0/33\""},
        {{"10.0.7.3%eth0"},
         "expected an IP address of this host, or a network such as 10.1.0.0/16, found \"10.0.7.3%eth0\""},
        {{"fe80::%eth0/64"},
         "expected an IP address of this host, or a network such as 10.1.0.0/16, found \"fe80::%eth0/64\""},
        {{"0.0.0.0"}, "\"0.0.0.0\" is no host's address"},
        {{"224.0.0.1"}, "\"224.0.0.1\" is no host's address"},
        {{"fe80::1"}, "\"fe80::1\" needs its zone, e.g. fe80::1%eth0"},
        {{"10.0.7.3", "10.1.0.0/16"}, "expected one entry for each family, found \"10.0.7.3\" and \"10.1.0.0/16\""},
        {{"fd00::1", "::ffff:10.0.7.3", "10.0.7.4"},
         "expected one entry for each family, found \"::ffff:10.0.7.3\" and \"10.0.7.4\""},
    };
    for (const auto& r : rows) {
        CAPTURE(r.wanted.size());
        CAPTURE((r.wanted.empty() ? std::string() : r.wanted.front()));
        CHECK(check_source(r.wanted).value_or("") == r.problem);
    }
}

TEST_CASE("the local address that packets leave from") {
    const texts here{"10.0.7.3", "10.1.0.9", "10.1.0.10", "fd00::7:3", "fe80::7:3"};
    const std::string has = "; it has 10.0.7.3, 10.1.0.9, 10.1.0.10, fd00::7:3, fe80::7:3";
    struct row {
        texts wanted;
        source_addresses chosen;
        std::string problem;
    };
    const row rows[] = {
        {{}, {}, ""},
        {{"10.0.7.3"}, {"10.0.7.3", ""}, ""},
        {{"::ffff:10.0.7.3"}, {"10.0.7.3", ""}, ""},
        {{"FD00:0::7:3"}, {"", "fd00::7:3"}, ""},
        {{"10.0.0.0/16", "fd00::/16"}, {"10.0.7.3", "fd00::7:3"}, ""},
        {{"::/0"}, {"", "fd00::7:3"}, ""},
        {{"fe80::7:3%eth0"}, {"", "fe80::7:3%eth0"}, ""},
        {{"127.0.0.2", "::1"}, {"127.0.0.2", "::1"}, ""},
        {{"10.0.7.4"}, {}, "\"10.0.7.4\" is no address of this host" + has},
        {{"192.168.0.0/16"}, {}, "this host has no address in \"192.168.0.0/16\"" + has},
        {{"10.1.0.0/16"}, {}, "this host has several addresses in \"10.1.0.0/16\"; give one of 10.1.0.9, 10.1.0.10"},
        {{"fe80::/10"}, {}, "this host has no address in \"fe80::/10\"" + has},
    };
    for (const auto& r : rows) {
        CAPTURE((r.wanted.empty() ? std::string() : r.wanted.front()));
        const auto chosen = choose_source(r.wanted, here);
        CHECK(chosen.value.has_value() == r.problem.empty());
        if (chosen) CHECK(*chosen.value == r.chosen);
        if (!r.problem.empty()) {
            REQUIRE(chosen.problems.size() == 1);
            CHECK(chosen.problems[0].message == r.problem);
        }
    }
    CHECK(choose_source({"10.0.0.1"}, {}).problems.at(0).message ==
          "\"10.0.0.1\" is no address of this host; it has none but loopback");
    CHECK(choose_source({"10.0.7.4", "fd00::9"}, here).problems.size() == 2);
}
