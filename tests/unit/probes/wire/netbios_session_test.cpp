#include "probes/wire/netbios_session.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;
using session_kind = netbios_session_answer::kind;

TEST_CASE("session request of RFC 1002 4.3.2") {
    const std::string called = " CKFDENECFDEFFCFGEFFCCACACACACACA" + std::string(1, '\0');  // "*SMBSERVER", kind 0x20
    const std::string calling = " EGEBEJFCFHEBFJCACACACACACACACAAA" + std::string(1, '\0'); // "FAIRWAY", kind 0
    CHECK(netbios_session_request() == unhex("81000044") + called + calling);
}

TEST_CASE("session answers of RFC 1002 4.3.3 to 4.3.5") {
    struct row {
        std::string what;
        std::string bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"positive", unhex("82000000"), "value"},
             {"positive with data", unhex("8200000100"), "malformed"},
             {"negative", unhex("8300000182"), "value"},
             {"negative, unspecified", unhex("830000018f"), "value"},
             {"negative, unknown", unhex("8300000190"), "malformed"},
             {"negative, no code", unhex("83000000"), "malformed"},
             {"negative, cut", unhex("83000001"), "incomplete"},
             {"retarget", unhex("840000060a000005008b"), "value"},
             {"retarget, cut", unhex("840000060a0000"), "incomplete"},
             {"retarget to nowhere", unhex("84000000"), "malformed"},
             {"a request", unhex("81000044"), "malformed"},
             {"keep alive", unhex("85000000"), "malformed"},
             {"a message", unhex("00000000"), "malformed"},
             {"flags", unhex("82010000"), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_netbios_session_answer(r.bytes)) == r.want);
    }
    const auto refused = std::get<netbios_session_answer>(decode_netbios_session_answer(unhex("8300000181")));
    CHECK(refused.said == session_kind::refused);
    CHECK(refused.error == 0x81);
    const auto moved = std::get<netbios_session_answer>(decode_netbios_session_answer(unhex("840000060a000005008b")));
    CHECK(moved.said == session_kind::retargeted);
}
