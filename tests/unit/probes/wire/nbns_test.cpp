#include "probes/wire/nbns.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace fairway::wire;
using namespace std::string_literals;

namespace {

const std::string any_name = "\x20"s + "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" + "\0"s;

/// RFC 1002 §4.2.18, as a Samba server sends it: two names and 46 bytes of statistics.
const std::string rdata =
    "\x02"s + "FILES01        \x00\x04\x00"s + "WORKGROUP      \x00\x84\x00"s + std::string(46, '\0');
const std::string status_response = "\x12\x34\x84\x00\x00\x00\x00\x01\x00\x00\x00\x00"s + any_name + // AA, one answer
                                    "\x00\x21\x00\x01\x00\x00\x00\x00\x00\x53"s + rdata;

std::string changed_response(std::size_t at, const std::string& bytes) {
    std::string copy = status_response;
    copy.replace(at, bytes.size(), bytes);
    return copy;
}

} // namespace

TEST_CASE("node status request of RFC 1002 4.2.17") {
    const std::string want = "\x12\x34\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00"s + any_name + "\x00\x21\x00\x01"s;
    CHECK(nbns_status_request(0x1234) == want);
    CHECK(want.size() == 50);
}

TEST_CASE("node status response gives the names") {
    REQUIRE(rdata.size() == 0x53);
    const auto names = decode_nbns_status(status_response, 0x1234);
    REQUIRE(names);
    REQUIRE(names->size() == 2);
    CHECK((*names)[0].name == "FILES01");
    CHECK((*names)[0].suffix == 0);
    CHECK_FALSE((*names)[0].group);
    CHECK((*names)[1].name == "WORKGROUP");
    CHECK((*names)[1].group);
    CHECK(is_nbns_answer(status_response, 0x1234));
}

TEST_CASE("a node may have no names, and statistics may be missing") {
    const auto names = decode_nbns_status(status_response.substr(0, 54) + "\x00\x01\x00"s, 0x1234);
    REQUIRE(names);
    CHECK(names->empty());
}

TEST_CASE("what is not the answer to this request") {
    struct row {
        std::string what;
        std::string bytes;
    };
    for (const row& r : std::initializer_list<row>{
             {"another id", changed_response(0, "\x12\x35"s)},
             {"a query", changed_response(2, "\x00\x00"s)},
             {"another opcode", changed_response(2, "\xAC\x00"s)},
             {"an error", changed_response(2, "\x84\x03"s)},
             {"a question in it, as DNS servers do", changed_response(4, "\x00\x01"s)},
             {"no answer", changed_response(6, "\x00\x00"s)},
             {"more answers", changed_response(6, "\x00\x02"s)},
             {"another type", changed_response(46, "\x00\x20"s)},
             {"another class", changed_response(48, "\x00\x03"s)},
             {"more names than data", changed_response(56, "\xFF"s)},
             {"data longer than the packet", changed_response(54, "\xFF\xFF"s)},
             {"no data", changed_response(54, "\x00\x00"s)},
             {"our own request back", nbns_status_request(0x1234)},
         }) {
        CAPTURE(r.what);
        CHECK_FALSE(is_nbns_answer(r.bytes, 0x1234));
    }
}

TEST_CASE("truncated and random bytes are no answer") {
    for (std::size_t length = 0; length < status_response.size(); ++length) {
        CAPTURE(length);
        CHECK_FALSE(decode_nbns_status(std::string_view(status_response).substr(0, length), 0x1234));
    }
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i) {
        std::string bytes = status_response;
        for (int n = 0; n < 3; ++n)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        const auto names = decode_nbns_status(bytes, 0x1234); // must end and stay within the bytes
        if (names) CHECK(names->size() * 18 < bytes.size());
    }
}
