#include "probes/wire/netbios_datagram.hpp"

#include "probes/wire/netbios_name.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace fairway::wire;
using namespace std::string_literals;

namespace {

/// "FRED" as in the example of RFC 1001 §14.1.
const std::string fred = "\x20"s + "EGFCEFEECACACACACACACACACACACACA" + "\0"s;

std::string datagram_answer(std::uint8_t type, const std::string& rest) {
    return std::string(1, static_cast<char>(type)) + "\x02\xBE\xEF\x7F\x00\x00\x01\x00\x8A"s + rest;
}

} // namespace

TEST_CASE("names in half bytes") {
    CHECK(encode_netbios_name("FRED", ' ') == fred);
}

TEST_CASE("datagram query request of RFC 1002 4.4.4") {
    CHECK(netbios_datagram_query(0xBEEF, {{10, 1, 2, 3}, 50000}) ==
          "\x14\x02\xBE\xEF\x0A\x01\x02\x03\xC3\x50\x20"s + "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" + "\0"s);
}

TEST_CASE("only answers to this datagram count") {
    struct row {
        std::string what;
        std::string bytes;
        bool want;
    };
    for (const row& r : std::initializer_list<row>{
             {"positive response", datagram_answer(0x15, fred), true},
             {"negative response", datagram_answer(0x16, fred), true},
             {"destination name not present", datagram_answer(0x13, "\x82"), true},
             {"unknown error", datagram_answer(0x13, "\x81"), false},
             {"error without code", datagram_answer(0x13, ""), false},
             {"a datagram to somebody", datagram_answer(0x10, fred), false},
             {"our own query back", netbios_datagram_query(0xBEEF, {}), false},
             {"reserved flags", "\x15\xF2"s + datagram_answer(0x15, fred).substr(2), false},
             {"another id", "\x15\x02\xBE\xEE"s + datagram_answer(0x15, fred).substr(4), false},
             {"no name", datagram_answer(0x15, ""), false},
         }) {
        CAPTURE(r.what);
        CHECK(is_netbios_datagram_answer(r.bytes, 0xBEEF) == r.want);
    }
}

TEST_CASE("truncated and random datagrams") {
    const std::string whole = datagram_answer(0x15, fred);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(is_netbios_datagram_answer(std::string_view(whole).substr(0, length), 0xBEEF));
    }
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i) {
        std::string bytes(random() % 64, '\0');
        for (char& c : bytes)
            c = static_cast<char>(random());
        CAPTURE(bytes);
        if (is_netbios_datagram_answer(bytes, 0xBEEF)) CHECK(bytes.substr(2, 2) == "\xBE\xEF");
    }
}
