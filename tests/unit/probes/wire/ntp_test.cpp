#include "probes/wire/ntp.hpp"

#include "../hex.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

namespace {

constexpr std::uint64_t cookie = 0x0123456789abcdef;
const std::string answer_start = unhex("240200e7 00000000 00000000 7f7f0101 0000000000000000");
const std::string origin = unhex("0123456789abcdef");
const std::string times = std::string(16, '\1');

} // namespace

TEST_CASE("a client's packet, RFC 5905 7.3") {
    CHECK(ntp_request(cookie) == unhex("23") + std::string(39, '\0') + origin);
}

TEST_CASE("an answer repeats the time of the question") {
    struct row {
        std::string what, bytes;
        bool want;
    };
    const auto with_first = [](std::string_view bytes) {
        return unhex(bytes) + answer_start.substr(2) + origin + times;
    };
    for (const row& r : std::initializer_list<row>{
             {"an answer", answer_start + origin + times, true},
             {"with a digest", answer_start + origin + times + std::string(20, 'x'), true},
             {"of version 1", with_first("0c02"), true},
             {"of version 5", with_first("2c02"), false},
             {"of version 0", with_first("0402"), false},
             {"of a client", with_first("2302"), false},
             {"a broadcast", with_first("2502"), false},
             {"of stratum 16", with_first("2410"), true},
             {"of stratum 17", with_first("2411"), false},
             {"to another question", answer_start + unhex("0123456789abcdee") + times, false},
             {"cut", (answer_start + origin + times).substr(0, 44), false},
             {"with half a word behind it", answer_start + origin + times + "xx", false},
             {"nothing", "", false},
         }) {
        CAPTURE(r.what);
        CHECK(decode_ntp_answer(r.bytes, cookie).has_value() == r.want);
    }
}

TEST_CASE("what an NTP server says of itself") {
    const auto read = [](std::string_view first, std::string_view reference) {
        std::string bytes = answer_start + origin + times;
        bytes.replace(0, 2, unhex(first));
        bytes.replace(12, 4, reference);
        return decode_ntp_answer(bytes, cookie).value();
    };
    CHECK(read("2402", "GPSx").stratum == 2);
    CHECK(read("2402", "GPSx").synchronized);
    CHECK(read("2402", "GPSx").kiss_code.empty());
    CHECK(!read("e402", "GPSx").synchronized);
    CHECK(!read("2410", "GPSx").synchronized);
    CHECK(read("dc00", "DENY").version == 3);
    CHECK(read("dc00", "DENY").kiss_code == "DENY");
    CHECK(!read("dc00", "DENY").synchronized);
    CHECK(read("e400", std::string("\x1b\0\xff ", 4)).kiss_code.empty());
}
