#include "probes/wire/onc_rpc.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;
using onc_rpc_kind = onc_rpc_reply::kind;

TEST_CASE("null call of RFC 5531 9, in one record") {
    CHECK(onc_rpc_null_call(0x01020304, {100003, 4}) ==
          unhex("80000028 01020304 00000000 00000002 000186a3 00000004 00000000 0000000000000000 0000000000000000"));
}

TEST_CASE("replies") {
    struct row {
        std::string what;
        std::string bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"success", unhex("80000018 01020304 00000001 00000000 00000000 00000000 00000000"), "value"},
             {"success with a verifier",
              unhex("8000001c 01020304 00000001 00000000 00000001 00000003 61626300 00000000"), "value"},
             {"in fragments", unhex("00000003 010203 80000015 04 00000001 00000000 00000000 00000000 00000000"),
              "value"},
             {"last fragment to come", unhex("00000018 01020304 00000001 00000000 00000000 00000000 00000000"),
              "incomplete"},
             {"another call's", unhex("80000018 01020305 00000001 00000000 00000000 00000000 00000000"), "malformed"},
             {"a call", unhex("80000018 01020304 00000000 00000000 00000000 00000000 00000000"), "malformed"},
             {"neither accepted nor denied", unhex("80000018 01020304 00000001 00000002 00000000 00000000 00000000"),
              "malformed"},
             {"unknown accept_stat", unhex("80000018 01020304 00000001 00000000 00000000 00000000 00000006"),
              "malformed"},
             {"results of a null call",
              unhex("8000001c 01020304 00000001 00000000 00000000 00000000 00000000 00000000"), "malformed"},
             {"record ends in the middle", unhex("80000014 01020304 00000001 00000000 00000000 00000000"), "malformed"},
             {"verifier too long", unhex("80000400 01020304 00000001 00000000 00000000 00000191"), "malformed"},
             {"verifier of all there is", unhex("80000018 01020304 00000001 00000000 00000000 ffffffff 00000000"),
              "malformed"},
             {"denied for its version", unhex("80000018 01020304 00000001 00000001 00000000 00000002 00000002"),
              "value"},
             {"denied for credentials", unhex("80000014 01020304 00000001 00000001 00000001 00000005"), "value"},
             {"denied for nothing", unhex("80000014 01020304 00000001 00000001 00000002 00000005"), "malformed"},
             {"record too long", unhex("80000401 01020304"), "malformed"},
             {"fragments too long", unhex("00000003 010203 80000400 04"), "malformed"},
             {"empty fragments", unhex("00000000 00000000 00000000"), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_onc_rpc_reply(r.bytes, 0x01020304)) == r.want);
    }
}

TEST_CASE("what a reply says") {
    const auto read = [](std::string_view accept_stat) {
        const std::string body = unhex("01020304 00000001 00000000 00000000 00000000") + unhex(accept_stat);
        return std::get<onc_rpc_reply>(
            decode_onc_rpc_reply(unhex("800000") + std::string(1, static_cast<char>(body.size())) + body, 0x01020304));
    };
    CHECK(read("00000000").said == onc_rpc_kind::success);
    CHECK(read("00000001").said == onc_rpc_kind::no_program);
    CHECK(read("00000003").said == onc_rpc_kind::no_procedure);
    CHECK(read("00000004").said == onc_rpc_kind::bad_arguments);
    CHECK(read("00000005").said == onc_rpc_kind::system_error);
    const auto mismatch = read("00000002 00000002 00000003");
    CHECK(mismatch.said == onc_rpc_kind::other_version);
    CHECK(mismatch.lowest == 2);
    CHECK(mismatch.highest == 3);
}
