#include "support/system/ip_address.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("addresses are read and written, and known for what they are") {
    struct {
        const char* text;
        const char* written; ///< null: no address
        bool v4, loopback, mapped;
    } const table[] = {
        {"192.0.2.1", "192.0.2.1", true, false, false},
        {"127.0.0.1", "127.0.0.1", true, true, false},
        {"127.255.255.254", "127.255.255.254", true, true, false},
        {"126.0.0.1", "126.0.0.1", true, false, false},
        {"::1", "::1", false, true, false},
        {"::", "::", false, false, false},
        {"::2", "::2", false, false, false},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1", false, false, false},
        {"::ffff:127.0.0.1", "::ffff:127.0.0.1", false, false, true},
        {"::fffe:127.0.0.1", "::fffe:7f00:1", false, false, false},
        {"fe80::1%eth0", nullptr, false, false, false},
        {"192.0.2", nullptr, false, false, false},
        {"192.0.2.256", nullptr, false, false, false},
        {"host", nullptr, false, false, false},
        {"", nullptr, false, false, false},
    };
    for (const auto& row : table) {
        CAPTURE(row.text);
        const auto address = parse_ip_address(row.text);
        REQUIRE(address.has_value() == (row.written != nullptr));
        if (!address) continue;
        CHECK(to_string(*address) == row.written);
        CHECK(address->is_v4() == row.v4);
        CHECK(is_loopback(*address) == row.loopback);
        CHECK(is_v4_mapped(*address) == row.mapped);
    }
    CHECK(parse_ip_address("192.0.2.1")->bytes[3] == 1);
}
