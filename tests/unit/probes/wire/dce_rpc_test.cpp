#include "probes/wire/dce_rpc.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;
using dce_rpc_kind = dce_rpc_answer::kind;

namespace {

const std::string ack = unhex("05000c0310000000 3c00 0000 07000000 d016d016 4d310000 0400 31333500 0000 01000000 "
                              "0000 0000 045d888aeb1cc9119fe808002b104860 02000000");

std::string changed_ack(std::size_t at, std::string_view hex) {
    std::string copy = ack;
    copy.replace(at, unhex(hex).size(), unhex(hex));
    return copy;
}

} // namespace

TEST_CASE("bind to the endpoint mapper, C706 12.6.4.3") {
    CHECK(dce_rpc_bind_to_endpoint_mapper(7) == unhex("05 00 0b 03 10000000 4800 0000 07000000" // header
                                                      "d016 d016 00000000 01 00 0000" // sizes, group, one context
                                                      "0000 01 00 0883afe1 1f5d c911 91a4 08002b14a0fa 0300 0000"
                                                      "045d888a eb1c c911 9fe8 08002b104860 0200 0000"));
}

TEST_CASE("answers to a bind") {
    struct row {
        std::string what;
        std::string bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"accepted", ack, "value"},
             {"version 5.1", changed_ack(1, "01"), "value"},
             {"another version", changed_ack(0, "04"), "malformed"},
             {"another minor version", changed_ack(1, "02"), "malformed"},
             {"a bind", changed_ack(2, "0b"), "malformed"},
             {"a response", changed_ack(2, "02"), "malformed"},
             {"integers of neither order", changed_ack(4, "20"), "malformed"},
             {"big-endian, with little-endian fields", changed_ack(4, "00"), "malformed"},
             {"another call", changed_ack(12, "08"), "malformed"},
             {"no body", changed_ack(8, "1000"), "malformed"},
             {"shorter than its results", changed_ack(8, "3b00"), "malformed"},
             {"longer than what came", changed_ack(8, "3d00"), "incomplete"},
             {"far too long", changed_ack(8, "0110"), "malformed"},
             {"address beyond its end", changed_ack(24, "ffff"), "malformed"},
             {"no result", changed_ack(32, "00"), "malformed"},
             {"two results", changed_ack(32, "02"), "malformed"},
             {"unknown result", changed_ack(36, "0400"), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_dce_rpc_answer(r.bytes, 7)) == r.want);
    }
}

TEST_CASE("what an answer says") {
    const auto read = [](std::string_view bytes) { return std::get<dce_rpc_answer>(decode_dce_rpc_answer(bytes, 7)); };
    CHECK(read(ack).said == dce_rpc_kind::bind_ack);
    CHECK(read(ack).accepted);
    const auto not_there = read(changed_ack(36, "0200 0100"));
    CHECK_FALSE(not_there.accepted);
    CHECK(not_there.code == 1);
    const auto nak = read(unhex("05000d0310000000 1800 0000 07000000 0400 01 0500 000000"));
    CHECK(nak.said == dce_rpc_kind::bind_nak);
    CHECK(nak.code == 4);
    const auto fault = read(unhex("0500030310000000 2000 0000 07000000 00000000 0000 00 00 0500001c 00000000"));
    CHECK(fault.said == dce_rpc_kind::fault);
    CHECK(fault.code == 0x1c000005);
}
