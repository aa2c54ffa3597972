#include "probes/wire/iscsi.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

using namespace std::string_literals;

TEST_CASE("a login request for a discovery session, RFC 7143 11.12") {
    const std::string keys = "InitiatorName=iqn.2026-01.invalid.fairway:connectivity-check\0"
                             "SessionType=Discovery\0AuthMethod=None\0"s;
    REQUIRE(keys.size() == 0x63);
    CHECK(iscsi_login_request() == unhex("43000000 00000063 804641570000 0000 46574159 0000 0000 00000000 00000000") +
                                       std::string(16, '\0') + keys + "\0"s);
}

TEST_CASE("answers of a target") {
    const auto login = [](std::string_view start, std::string_view task = "46574159",
                          std::string_view status = "0000") {
        return unhex(start) + unhex("80464157 0000 0001") + unhex(task) + std::string(16, '\0') + unhex(status) +
               std::string(10, '\0');
    };
    struct row {
        std::string what, bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"a success", login("23000000 00000000"), "value"},
             {"with data that is not waited for", login("23000000 00002000"), "value"},
             {"one that goes on", login("23810000 00000000"), "value"},
             {"a failure", login("23000000 00000000", "46574159", "0201"), "value"},
             {"with more behind it", login("23000000 00000000") + "x", "value"},
             {"cut", login("23000000 00000000").substr(0, 47), "incomplete"},
             {"another's task", login("23000000 00000000", "46574158"), "malformed"},
             {"a class that there is not", login("23000000 00000000", "46574159", "0400"), "malformed"},
             {"a request", iscsi_login_request(), "malformed"},
             {"a reserved bit", login("23100000 00000000"), "malformed"},
             {"a version above the highest", login("23000001 00000000"), "malformed"},
             {"data without end", login("23000000 00ffffff"), "malformed"},
             {"a reject", login("3f800400 00000000", "ffffffff"), "value"},
             {"a reject of a task", login("3f800400 00000000"), "malformed"},
             {"a reject without its bit", login("3f000400 00000000", "ffffffff"), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_iscsi_answer(r.bytes)) == r.want);
    }
    const auto failed = std::get<iscsi_answer>(decode_iscsi_answer(login("23000000 00000000", "46574159", "0302")));
    CHECK(failed.status_class == 3);
    CHECK(failed.status_detail == 2);
}
