#include "text/ip_network.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("networks contain the addresses that share their first bits") {
    struct row {
        const char *network, *address;
        bool inside;
    };
    for (const auto& r : {
             row{"10.1.0.0/16", "10.1.255.7", true},
             {"10.1.0.0/16", "10.2.0.1", false},
             {"10.1.2.3/16", "10.1.9.9", true},
             {"192.168.4.0/22", "192.168.7.255", true},
             {"192.168.4.0/22", "192.168.8.0", false},
             {"10.1.2.3/31", "10.1.2.2", true},
             {"10.1.2.3/31", "10.1.2.4", false},
             {"10.1.2.3", "10.1.2.3", true},
             {"10.1.2.3/32", "10.1.2.4", false},
             {"0.0.0.0/0", "203.0.113.9", true},
             {"0.0.0.0/0", "2001:db8::1", false},
             {"2001:db8::/32", "2001:db8:ffff::1", true},
             {"2001:db8::/33", "2001:db8:8000::1", false},
             {"::/0", "fe80::1", true},
             {"fd00::7:3", "fd00::7:3", true},
             {"::ffff:10.1.0.0/112", "10.1.0.1", false},
         }) {
        CAPTURE(r.network);
        CAPTURE(r.address);
        const auto n = parse_ip_network(r.network);
        REQUIRE(n);
        CHECK(n->contains(*parse_ip_address(r.address)) == r.inside);
    }
}

TEST_CASE("what is no network") {
    for (const char* text :
         {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0/8", "::/129",
          "10.0.0.0/255.0.0.0", "10.0.0.0/ 8", "web01", "web01/8", "fe80::1%eth0/64", "10.0.0.0/4294967304"}) {
        CAPTURE(text);
        CHECK(!parse_ip_network(text));
    }
}

TEST_CASE("an address alone is a network of one") {
    CHECK(parse_ip_network("10.1.2.3")->is_one_address());
    CHECK(parse_ip_network("10.1.2.3/32")->is_one_address());
    CHECK(parse_ip_network("fd00::1")->is_one_address());
    CHECK(!parse_ip_network("10.1.2.3/31")->is_one_address());
    CHECK(!parse_ip_network("0.0.0.0/0")->is_one_address());
}
