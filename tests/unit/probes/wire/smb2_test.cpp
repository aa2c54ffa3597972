#include "probes/wire/smb2.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

namespace {

const std::string smb2_header = unhex("fe534d42 4000 0000 00000000 0000 0100 01000000 00000000 0000000000000000 "
                                      "0000000000000000 0000000000000000 00000000000000000000000000000000");
const std::string smb2_answer =
    unhex("00000084") + smb2_header +
    unhex("4100 0100 1002 0000 000102030405060708090a0b0c0d0e0f 07000000 00008000 00008000 00008000 "
          "0094624bcd637bdd 0000000000000000 8000 0400 00000000 deadbeef");
const std::string smb2_error = unhex("00000048") + smb2_header.substr(0, 8) + unhex("bb0000c0") +
                               smb2_header.substr(12) + unhex("0900 0000 00000000");

std::string changed(const std::string& from, std::size_t at, std::string_view hex) {
    std::string copy = from;
    copy.replace(at, unhex(hex).size(), unhex(hex));
    return copy;
}

} // namespace

TEST_CASE("negotiate request of [MS-SMB2] 2.2.3") {
    const std::string request = smb2_negotiate_request();
    REQUIRE(request.size() == 4 + 64 + 36 + 8);
    CHECK(request.substr(0, 4) == unhex("0000006c"));
    CHECK(request.substr(4, 20) == unhex("fe534d42 4000 0000 00000000 0000 0100 00000000"));
    CHECK(request.substr(24, 44) == std::string(44, '\0'));
    CHECK(request.substr(68, 12) == unhex("2400 0400 0100 0000 00000000"));
    CHECK(request.substr(80, 16) != std::string(16, '\0'));
    CHECK(request.substr(96) == unhex("0000000000000000 0202 1002 0003 0203"));
}

TEST_CASE("answers to a negotiation") {
    struct row {
        std::string what;
        std::string bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"a dialect", smb2_answer, "value"},
             {"the oldest dialect", changed(smb2_answer, 72, "0202"), "value"},
             {"a dialect that was not offered", changed(smb2_answer, 72, "1103"), "malformed"},
             {"the wildcard of SMB 1 clients", changed(smb2_answer, 72, "ff02"), "malformed"},
             {"an error", smb2_error, "value"},
             {"SMB 1", changed(smb2_answer, 4, "ff"), "malformed"},
             {"another command", changed(smb2_answer, 16, "0100"), "malformed"},
             {"a request", changed(smb2_answer, 20, "00000000"), "malformed"},
             {"a header of another size", changed(smb2_answer, 8, "4100"), "malformed"},
             {"a body of another size", changed(smb2_answer, 68, "4000"), "malformed"},
             {"an error of another size", changed(smb2_error, 68, "0a00"), "malformed"},
             {"shorter than its fields", changed(smb2_answer, 0, "0000007f"), "malformed"},
             {"longer than what came", changed(smb2_answer, 0, "00000085"), "incomplete"},
             {"too short for anything", changed(smb2_answer, 0, "00000047"), "malformed"},
             {"far too long", changed(smb2_answer, 0, "00004001"), "malformed"},
             {"a NetBIOS session message of another type", changed(smb2_answer, 0, "85"), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_smb2_negotiate_response(r.bytes)) == r.want);
    }
    CHECK(std::get<smb2_negotiated>(decode_smb2_negotiate_response(smb2_answer)).dialect == 0x0210);
    CHECK(std::get<smb2_negotiated>(decode_smb2_negotiate_response(smb2_error)).status == smb2_status_not_supported);
}
