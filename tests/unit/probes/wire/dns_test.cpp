#include "probes/wire/dns.hpp"

#include "probes/wire/bytes.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace fairway::wire;
using namespace std::string_literals;

namespace {

const std::string query = dns_query(0xABCD, {"vbr01.example", dns_type::a}).value();
const std::string question = "\5vbr01\7example\0\0\1\0\1"s;

std::string message(const std::string& flags, const std::string& counts, const std::string& rest) {
    return "\xAB\xCD"s + flags + counts + "\0\0\0\0"s + rest;
}

/// A CNAME, then an A and an AAAA record, names compressed to the question at offset 12.
const std::string records = "\xC0\x0C\0\5\0\1\0\0\0\x3C\0\5\2b1\xC0\x12"s
                            "\2b1\xC0\x12\0\1\0\1\0\0\1\x2C\0\4\x0A\0\0\5"s
                            "\xC0\x2B\0\x1C\0\1\0\0\1\x2C\0\x10\x20\1\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\1"s;
const std::string response = message("\x85\x80"s, "\0\1\0\3"s, question + records);

} // namespace

TEST_CASE("query of RFC 1035 4.1") {
    CHECK(query == message("\x01\0"s, "\0\1\0\0"s, question));
    CHECK(dns_query(1, {".", dns_type::ns, 1, false}) == "\0\1\0\0\0\1\0\0\0\0\0\0\0\0\2\0\1"s);
    CHECK_FALSE(dns_query(1, {"a..b", dns_type::a}));
}

TEST_CASE("response with compressed names") {
    const auto r = decode_dns_response(response, query);
    REQUIRE(r);
    CHECK(r->authoritative);
    CHECK(r->recursion_available);
    CHECK_FALSE(r->truncated);
    CHECK(r->rcode == 0);
    REQUIRE(r->answers.size() == 3);
    CHECK(r->answers[0].name == "vbr01.example");
    CHECK(r->answers[0].type == dns_type::cname);
    CHECK(r->answers[0].data == "b1.example");
    CHECK(r->answers[0].ttl == 60);
    CHECK(r->answers[1].name == "b1.example");
    CHECK(r->answers[1].data == "10.0.0.5");
    CHECK(r->answers[1].ttl == 300);
    CHECK(r->answers[2].type == dns_type::aaaa);
    CHECK(r->answers[2].data == "2001:db8::1");
}

TEST_CASE("reverse answer") {
    const std::string asked = dns_query(0xABCD, {"5.0.0.10.in-addr.arpa", dns_type::ptr}).value();
    const auto r = decode_dns_response("\xAB\xCD\x81\x80\0\1\0\1\0\0\0\0"s + asked.substr(12) +
                                           "\xC0\x0C\0\x0C\0\1\0\0\0\x3C\0\x0F\5vbr01\7example\0"s,
                                       asked);
    REQUIRE(r);
    REQUIRE(r->answers.size() == 1);
    CHECK(r->answers[0].data == "vbr01.example");
}

TEST_CASE("IPv6 addresses in the form of RFC 5952") {
    const std::string asked = dns_query(0xABCD, {".", dns_type::aaaa}).value();
    struct row {
        std::string bytes;
        std::string want;
    };
    for (const row& r : std::initializer_list<row>{
             {std::string(16, '\0'), "::"},
             {std::string(15, '\0') + "\1", "::1"},
             {"\xFE\x80"s + std::string(14, '\0'), "fe80::"},
             {"\0\1\0\2\0\3\0\4\0\5\0\6\0\7\0\x08"s, "1:2:3:4:5:6:7:8"},
             {"\x20\1\x0D\xB8\0\0\0\1\0\1\0\1\0\1\0\1"s, "2001:db8:0:1:1:1:1:1"},
             {"\x20\1\0\0\0\0\0\1\0\0\0\0\0\0\xAB\xC0"s, "2001:0:0:1::abc0"},
             {"\x20\1\x0D\xB8\0\0\0\0\0\1\0\0\0\0\0\1"s, "2001:db8::1:0:0:1"},
         }) {
        CAPTURE(r.want);
        const auto got = decode_dns_response(
            "\xAB\xCD\x81\x80\0\1\0\1\0\0\0\0"s + asked.substr(12) + "\0\0\x1C\0\1\0\0\0\0\0\x10"s + r.bytes, asked);
        REQUIRE(got);
        CHECK(got->answers.at(0).data == r.want);
    }
}

TEST_CASE("what answers a query and what does not") {
    struct row {
        const char* what;
        std::string bytes;
        bool want;
    };
    const std::string other_case = "\5VBR01\7Example\0\0\1\0\1"s;
    for (const row& r : std::initializer_list<row>{
             {"no such name", message("\x81\x83"s, "\0\1\0\0"s, question), true},
             {"refused", message("\x81\x05"s, "\0\1\0\0"s, question), true},
             {"refused without question", message("\x81\x05"s, "\0\0\0\0"s, ""), true},
             {"another case", message("\x81\x80"s, "\0\1\0\0"s, other_case), true},
             {"no error, no question", message("\x81\x80"s, "\0\0\0\0"s, ""), false},
             {"our own query back", query, false},
             {"another id", "\xAB\xCE"s + response.substr(2), false},
             {"another opcode", message("\x91\x80"s, "\0\1\0\0"s, question), false},
             {"two questions", message("\x81\x80"s, "\0\2\0\0"s, question + question), false},
             {"another name", message("\x81\x80"s, "\0\1\0\0"s, "\5vbr02\7example\0\0\1\0\1"s), false},
             {"another type", message("\x81\x80"s, "\0\1\0\0"s, "\5vbr01\7example\0\0\2\0\1"s), false},
             {"another class", message("\x81\x80"s, "\0\1\0\0"s, "\5vbr01\7example\0\0\1\0\3"s), false},
             {"question points to itself", message("\x81\x80"s, "\0\1\0\0"s, "\xC0\x0C\0\1\0\1"s), false},
             {"an SSH banner", "SSH-2.0-OpenSSH_9.2p1 Debian-2", false},
         }) {
        CAPTURE(r.what);
        CHECK(is_dns_answer(r.bytes, query) == r.want);
    }
}

TEST_CASE("malformed records make no response") {
    struct row {
        const char* what;
        std::string records;
    };
    for (const row& r : std::initializer_list<row>{
             {"address of three bytes", "\xC0\x0C\0\1\0\1\0\0\0\0\0\3\1\2\3"s},
             {"IPv6 address of four bytes", "\xC0\x0C\0\x1C\0\1\0\0\0\0\0\4\1\2\3\4"s},
             {"name shorter than its data", "\xC0\x0C\0\5\0\1\0\0\0\0\0\4\1a\0\0"s},
             {"name longer than its data", "\xC0\x0C\0\5\0\1\0\0\0\0\0\2\1a\0\0"s},
             {"name that loops", "\xC0\x0C\0\5\0\1\0\0\0\0\0\4\1a\xC0\x2B"s},
             {"data behind the end", "\xC0\x0C\0\x10\0\1\0\0\0\0\xFF\xFF\1"s},
             {"none, though one is counted", ""},
         }) {
        CAPTURE(r.what);
        const std::string bytes = message("\x81\x80"s, "\0\1\0\1"s, question + r.records);
        CHECK_FALSE(decode_dns_response(bytes, query));
        CHECK(is_dns_answer(bytes, query)); // it is a DNS server all the same
    }
}

TEST_CASE("truncated responses") {
    const std::size_t question_end = 12 + question.size();
    for (std::size_t length = 0; length < response.size(); ++length) {
        CAPTURE(length);
        const std::string_view prefix = std::string_view(response).substr(0, length);
        CHECK_FALSE(decode_dns_response(prefix, query));
        CHECK(is_dns_answer(prefix, query) == (length >= question_end));
    }
}

TEST_CASE("damaged responses end and stay bounded") {
    std::mt19937 random(1);
    for (int i = 0; i < 50000; ++i) {
        std::string bytes = response;
        for (int n = 0; n < 3; ++n)
            bytes[random() % bytes.size()] = static_cast<char>(random());
        const auto r = decode_dns_response(bytes, query);
        if (r) CHECK(r->answers.size() <= bytes.size() / 11);
    }
    // The largest message whose every record expands a name through a chain of pointers.
    std::string bytes = message("\x81\x80"s, "\0\1\xFF\xFF"s, question);
    while (bytes.size() < 65000)
        bytes += "\xC0\x0C\0\5\0\1\0\0\0\0\0\2\xC0\x0C"s;
    CHECK_FALSE(decode_dns_response(bytes, query));
}
