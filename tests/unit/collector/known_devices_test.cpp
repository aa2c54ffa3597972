#include "collector/known_devices.hpp"

#include "support/secret.hpp"

#include <doctest/doctest.h>

using namespace fairway::collector;
using fairway::is_hex;

TEST_CASE("a mark is good for its account, from its collector, as it was made") {
    const known_devices devices("secret");
    const auto mark = devices.make_mark("anna");
    const auto device = devices.device_in(mark, "anna");
    REQUIRE(device);
    CHECK(is_hex(*device, 32));
    CHECK(mark.starts_with(*device + "."));
    CHECK(mark.size() == 32 + 1 + 64);
    CHECK(devices.make_mark("anna") != mark);

    CHECK(!devices.device_in(mark, "vic"));
    CHECK(!devices.device_in(mark, ""));
    CHECK(!known_devices("another").device_in(mark, "anna"));
    for (std::size_t i = 0; i < mark.size(); ++i) {
        auto damaged = mark;
        damaged[i] = damaged[i] == '0' ? '1' : '0';
        CHECK(!devices.device_in(damaged, "anna"));
        CHECK(!devices.device_in(mark.substr(0, i), "anna"));
    }
    CHECK(!devices.device_in(mark + "0", "anna"));
}

TEST_CASE("a mark is the HMAC-SHA256 of device and account (RFC 2104)") {
    // printf '%s' '00112233445566778899aabbccddeeff anna' | openssl dgst -sha256 -hmac secret
    const std::string device = "00112233445566778899aabbccddeeff";
    const std::string mac = "28bdabe71dd900f0094b1fa334e945dc9d31d1e26a1af66a731b1ac18bd53b60";
    CHECK(known_devices("secret").device_in(device + "." + mac, "anna") == device);
}

TEST_CASE("where somebody has logged in is remembered, up to a limit") {
    known_devices devices("secret");
    CHECK_FALSE(devices.is_known("anna", "192.0.2.1"));
    devices.remember("anna", "192.0.2.1");
    CHECK(devices.is_known("anna", "192.0.2.1"));
    CHECK_FALSE(devices.is_known("vic", "192.0.2.1"));
    CHECK_FALSE(devices.is_known("anna", "192.0.2.2"));
    for (int i = 0; i < 4095; ++i)
        devices.remember("vic", std::to_string(i));
    CHECK(devices.is_known("anna", "192.0.2.1"));
    devices.remember("anna", "192.0.2.1"); // the newest again
    devices.remember("vic", "another");
    CHECK(devices.is_known("anna", "192.0.2.1"));
    CHECK_FALSE(devices.is_known("vic", "0"));
}
