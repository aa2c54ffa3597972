#include "text/ip_address.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::string_literals;

TEST_CASE("addresses are read and written, and known for what they are") {
    struct {
        const char* text;
        const char* written;
        bool v4 = false, loopback = false, mapped = false;
    } const table[] = {
        {"192.0.2.1", "192.0.2.1", true},
        {"0.0.0.0", "0.0.0.0", true},
        {"255.255.255.255", "255.255.255.255", true},
        {"127.0.0.1", "127.0.0.1", true, true},
        {"127.255.255.254", "127.255.255.254", true, true},
        {"126.0.0.1", "126.0.0.1", true},
        {"::1", "::1", false, true},
        {"::", "::"},
        {"::2", "::2"},
        {"::1:0", "::0.1.0.0"},
        {"1::", "1::"},
        {"::ffff:127.0.0.1", "::ffff:127.0.0.1", false, false, true},
        {"::ffff:0:0", "::ffff:0.0.0.0", false, false, true},
        {"::fffe:127.0.0.1", "::fffe:7f00:1"},
        // RFC 4291 §2.2
        {"ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "abcd:ef01:2345:6789:abcd:ef01:2345:6789"},
        {"2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"},
        {"FF01:0:0:0:0:0:0:101", "ff01::101"},
        {"0:0:0:0:0:0:0:1", "::1", false, true},
        {"0:0:0:0:0:0:0:0", "::"},
        {"0:0:0:0:0:0:13.1.68.3", "::13.1.68.3"},
        {"0:0:0:0:0:FFFF:129.144.52.38", "::ffff:129.144.52.38", false, false, true},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
        {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
        // RFC 5952 §4.1 to §4.3
        {"2001:0db8::0001", "2001:db8::1"},
        {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},
        {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:DB8::AAAA", "2001:db8::aaaa"},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        const auto address = parse_ip_address(row.text);
        REQUIRE(address);
        CHECK(to_string(*address) == row.written);
        CHECK(parse_ip_address(row.written) == address);
        CHECK(address->is_v4() == row.v4);
        CHECK(is_loopback(*address) == row.loopback);
        CHECK(is_v4_mapped(*address) == row.mapped);
        CHECK(mapped(*address).size == 16);
        CHECK(unmapped(mapped(*address)) == unmapped(*address));
        CHECK(unmapped(*address).is_v4() == (row.v4 || row.mapped));
    }
    CHECK(parse_ip_address("192.0.2.1") == ip_address_of_bytes("\xc0\x00\x02\x01"s));
    CHECK(mapped(*parse_ip_address("192.0.2.1")) == parse_ip_address("::ffff:c000:201"));
}

TEST_CASE("what an address stands for, also as IPv4 mapped into IPv6") {
    using k = address_kind;
    struct {
        const char* text;
        k kind;
        bool is_private = false;
    } const table[] = {
        {"0.0.0.0", k::unspecified},
        {"0.255.255.255", k::unspecified},
        {"1.0.0.0", k::host},
        {"127.0.0.1", k::host},
        {"223.255.255.255", k::host},
        {"224.0.0.0", k::multicast},
        {"239.255.255.255", k::multicast},
        {"240.0.0.1", k::host},
        {"255.255.255.254", k::host},
        {"255.255.255.255", k::broadcast},
        // RFC 1918 §3, and what is next to it
        {"9.255.255.255", k::host},
        {"10.0.0.0", k::host, true},
        {"10.255.255.255", k::host, true},
        {"11.0.0.0", k::host},
        {"172.15.255.255", k::host},
        {"172.16.0.0", k::host, true},
        {"172.31.255.255", k::host, true},
        {"172.32.0.0", k::host},
        {"192.167.255.255", k::host},
        {"192.168.0.0", k::host, true},
        {"192.168.255.255", k::host, true},
        {"192.169.0.0", k::host},
        // RFC 6598, RFC 3927
        {"100.63.255.255", k::host},
        {"100.64.0.0", k::host, true},
        {"100.127.255.255", k::host, true},
        {"100.128.0.0", k::host},
        {"169.253.255.255", k::host},
        {"169.254.169.254", k::host, true},
        {"169.255.0.0", k::host},
        {"::1", k::host},
        {"::2", k::host},
        {"2001:db8::1", k::host},
        // RFC 4193, RFC 4291 §2.4
        {"fbff::1", k::host},
        {"fc00::", k::host, true},
        {"fdff:ffff::1", k::host, true},
        {"fe00::1", k::host},
        {"fe7f::1", k::host},
        {"fe80::1", k::host, true},
        {"febf::1", k::host, true},
        {"fec0::1", k::host},
        {"feff::1", k::host},
        {"ff00::", k::multicast},
        {"ff02::1", k::multicast},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", k::multicast},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        const auto address = *parse_ip_address(row.text);
        for (const auto& one : {address, mapped(address)}) {
            CHECK(kind_of(one) == row.kind);
            CHECK(is_private(one) == row.is_private);
        }
    }
    CHECK(kind_of(*parse_ip_address("::")) == k::unspecified);
    CHECK(kind_of(*parse_ip_address("::ffff:0:0")) == k::unspecified);
    CHECK_FALSE(is_private(*parse_ip_address("::")));
}

TEST_CASE("what is no address") {
    for (const auto& text : {""s,
                             "host"s,
                             "192.0.2"s,
                             "192.0.2."s,
                             ".192.0.2"s,
                             "192..0.2"s,
                             "192.0.2.1."s,
                             "192.0.2.1.1"s,
                             "192.0.2.256"s,
                             "192.0.2.01"s,
                             "192.0.2.0x1"s,
                             "192.0.2.+1"s,
                             "192.0.2.-1"s,
                             " 192.0.2.1"s,
                             "192.0.2.1 "s,
                             "192.0.2.1\0"s,
                             "192.0.2.1/32"s,
                             "3221225985"s,
                             ":"s,
                             ":::"s,
                             "::1::"s,
                             "1::2::3"s,
                             ":1:2:3:4:5:6:7"s,
                             ":1:2:3:4:5:6:7:8"s,
                             "1:2:3:4:5:6:7:"s,
                             "1:2:3:4:5:6:7:8:"s,
                             "1:2:3:4:5:6:7"s,
                             "1:2:3:4:5:6:7:8:9"s,
                             "1:2:3:4::5:6:7:8"s,
                             "::12345"s,
                             "::00001"s,
                             "::g"s,
                             "::-1"s,
                             "::0x1"s,
                             "fe80::1%eth0"s,
                             "[::1]"s,
                             "::1\0"s,
                             "1.2.3.4::"s,
                             "::1.2.3.4:5"s,
                             "::1.2.3"s,
                             "::1.2.3.04"s,
                             "1:2:3:4:5:6:7:1.2.3.4"s,
                             "1:2:3:4:5:1.2.3.4"s}) {
        CAPTURE(text);
        CHECK_FALSE(parse_ip_address(text));
    }
    for (const std::size_t size : {0, 3, 5, 15, 17})
        CHECK_FALSE(ip_address_of_bytes(std::string(size, 'x')));
}
