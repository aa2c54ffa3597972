#include "probes/wire/ndmp.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

namespace {

std::string record(const std::string& message) {
    return unhex("800000") + static_cast<char>(message.size()) + message;
}
const std::string header = unhex("00000001 5fc1a2b3 00000000 00000502 00000000 00000000");

} // namespace

TEST_CASE("the last message of a session") {
    CHECK(ndmp_connect_close == unhex("80000018 00000001 00000000 00000000 00000902 00000000 00000000"));
}

TEST_CASE("NDMP_NOTIFY_CONNECTION_STATUS") {
    struct row {
        std::string what, bytes;
        std::string_view want;
    };
    const std::string body = unhex("00000000 00000004 00000002") + "ok" + unhex("0000");
    for (const row& r : std::initializer_list<row>{
             {"connected", record(header + body), "value"},
             {"with more behind it", record(header + body) + "x", "value"},
             {"in two fragments", unhex("00000018") + header + record(body), "value"},
             {"without words", record(header + unhex("00000000 00000004 00000000")), "value"},
             {"cut", record(header + body).substr(0, 40), "incomplete"},
             {"the first of two fragments", unhex("00000018") + header, "incomplete"},
             {"a mark", unhex("80000024"), "incomplete"},
             {"a reply", record(unhex("00000001 5fc1a2b3 00000001")), "malformed"},
             {"another message", record(unhex("00000001 5fc1a2b3 00000000 00000900")), "malformed"},
             {"in reply to something", record(header.substr(0, 16) + unhex("00000001 00000000") + body), "malformed"},
             {"an error", record(header.substr(0, 20) + unhex("00000004") + body), "malformed"},
             {"another reason", record(header + unhex("00000003 00000004 00000000")), "malformed"},
             {"no version", record(header + unhex("00000000 00000000 00000000")), "malformed"},
             {"words without padding", record(header + unhex("00000000 00000004 00000002") + "ok"), "malformed"},
             {"words too long", record(header + unhex("00000000 00000004 ffffffff")), "malformed"},
             {"more in the record", record(header + body + "xxxx"), "malformed"},
             {"a record without end", unhex("ffffffff"), "malformed"},
             {"a reply of ONC RPC", unhex("80000018 46574159 00000001 00000000 00000000 00000000 00000000"),
              "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_ndmp_status(r.bytes)) == r.want);
    }
    const auto found =
        std::get<ndmp_status>(decode_ndmp_status(record(header + unhex("00000002 00000003 00000002 6e6f0000"))));
    CHECK(found.said == ndmp_status::reason::refused);
    CHECK(found.version == 3);
    CHECK(found.text == "no");
}
