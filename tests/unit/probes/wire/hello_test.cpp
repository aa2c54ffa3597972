#include "probes/wire/hello.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace fairway;
using namespace fairway::wire;
using namespace std::string_literals;

namespace {

/// 00 01 02 …
site_key key_of(std::uint8_t first) {
    site_key key;
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<std::uint8_t>(first + i);
    return key;
}

std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return bytes;
}

hello some_hello() {
    hello h;
    h.protocol = protocol::tcp;
    h.port = 6162;
    for (std::size_t i = 0; i < h.nonce.size(); ++i)
        h.nonce[i] = static_cast<std::uint8_t>(0xa0 + i);
    h.time = 1795449600;
    h.wants_half_open = true;
    return h;
}

hello_answer some_answer() {
    hello_answer a;
    a.asker = {"203.0.113.9", 40001};
    a.here = {"fd00::5", 6162};
    a.tcp = {{22, 22}, {2500, 3300}, {65535, 65535}};
    a.udp = {{137, 138}};
    a.half_open = port_list{{3001, 3300}};
    return a;
}

void check_same(const hello_answer& a, const hello_answer& b) {
    CHECK(a.asker == b.asker);
    CHECK(a.here == b.here);
    CHECK(a.tcp == b.tcp);
    CHECK(a.udp == b.udp);
    CHECK(a.half_open == b.half_open);
    CHECK(a.cut == b.cut);
}

std::string replaced(std::string bytes, std::size_t at, const std::string& with) {
    return bytes.replace(at, with.size(), with);
}

} // namespace

// Both computed apart from this program, with Python's hmac module.
TEST_CASE("a hello and its answer to the byte") {
    const std::string hello = encode_hello(some_hello(), key_of(0));
    REQUIRE(hello.size() == 512);
    CHECK(hello.substr(0, 36) == "FAIRWAY?\x01\x06\x18\x12"
                                 "\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf"
                                 "\0\0\0\0\x6b\x04\x63\0"s);
    CHECK(hello.substr(36, 444) == std::string(444, '\0'));
    CHECK(hello.substr(480) == from_hex("d1627ba8925c55048629edfafe2567e8ea9368100b70be21a34a7e796e61ee97"));

    const std::string answer = encode_answer(some_answer(), hello, key_of(0));
    REQUIRE(answer.size() == 512);
    CHECK(answer.substr(0, 71) == from_hex("46414952574159210100000000000000000000ffffcb0071099c41fd00000000000000"
                                           "000000000000000518120003000100010016001609c40ce4ffffffff0089008a0bb90ce4"));
    CHECK(answer.substr(71, 409) == std::string(409, '\0'));
    CHECK(answer.substr(480) == from_hex("3f52b026e3e71f3cba2c20b8d61bc2758d5d8d859acfd176dee78b6ae598e7fe"));
}

TEST_CASE("a hello comes back as it was") {
    for (const protocol p : {protocol::tcp, protocol::udp})
        for (const bool wants : {false, true})
            for (const std::uint16_t port : std::initializer_list<std::uint16_t>{1, 138, 65535})
                for (const std::int64_t time : {std::int64_t{0}, std::int64_t{1795449600}, INT64_MAX}) {
                    CAPTURE(port);
                    CAPTURE(time);
                    hello h = some_hello();
                    h.protocol = p, h.wants_half_open = wants, h.port = port, h.time = time;
                    const std::string bytes = encode_hello(h, key_of(7));
                    CHECK(is_signed(bytes, key_of(7)));
                    const auto back = decode_hello(bytes);
                    REQUIRE(back);
                    CHECK(back->protocol == p);
                    CHECK(back->wants_half_open == wants);
                    CHECK(back->port == port);
                    CHECK(back->time == time);
                    CHECK(back->nonce == h.nonce);
                }
}

TEST_CASE("any changed bit of a hello ends its signature") {
    const std::string bytes = encode_hello(some_hello(), key_of(0));
    REQUIRE(is_signed(bytes, key_of(0)));
    CHECK_FALSE(is_signed(bytes, key_of(1)));
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string changed = bytes;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        CAPTURE(bit);
        CHECK_FALSE(is_signed(changed, key_of(0)));
    }
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(is_signed(bytes.substr(0, size), key_of(0)));
        CHECK_FALSE(decode_hello(bytes.substr(0, size)));
    }
    CHECK_FALSE(is_signed(bytes + '\0', key_of(0)));
    CHECK_FALSE(decode_hello(bytes + '\0'));
}

TEST_CASE("what is no hello in form") {
    const std::string bytes = encode_hello(some_hello(), key_of(0));
    struct row {
        const char* what;
        std::string bytes;
    };
    for (const row& r : std::initializer_list<row>{
             {"an answer", encode_answer(some_answer(), bytes, key_of(0))},
             {"another version", replaced(bytes, 7, "2")},
             {"an unknown flag", replaced(bytes, 8, "\x02")},
             {"ICMP", replaced(bytes, 9, "\x01")},
             {"port 0", replaced(bytes, 10, "\0\0"s)},
             {"a time beyond all clocks", replaced(bytes, 28, "\x80")},
             {"something in the padding", replaced(bytes, 36, "\x01")},
             {"something at its end", replaced(bytes, 479, "\x01")},
         }) {
        CAPTURE(r.what);
        CHECK_FALSE(decode_hello(r.bytes));
    }
}

TEST_CASE("an answer comes back as it was") {
    const std::string hello = encode_hello(some_hello(), key_of(0));
    hello_answer a;
    SUBCASE("all of it") {
        a = some_answer();
    }
    SUBCASE("only IPv4") {
        a.asker = {"10.0.0.1", 1}, a.here = {"10.0.0.2", 65535};
    }
    SUBCASE("half-open ports known: none") {
        a.asker = a.here = {"::1", 9}, a.half_open = port_list();
    }
    SUBCASE("no list fits any more") {
        a.asker = a.here = {"::1", 9};
        a.cut = true;
        for (std::uint16_t n = 0; n < most_hello_ranges; ++n)
            a.udp.push_back({static_cast<std::uint16_t>(2 * n + 1), static_cast<std::uint16_t>(2 * n + 1)});
    }
    const auto back = decode_answer(encode_answer(a, hello, key_of(0)), hello, key_of(0));
    REQUIRE(back);
    check_same(*back, a);
}

TEST_CASE("an answer is as long as its hello, whatever it has to say; lists are cut, and it says so") {
    const std::string hello = encode_hello(some_hello(), key_of(0));
    hello_answer a = some_answer();
    a.half_open->clear();
    for (std::uint16_t n = 0; n < 400; ++n)
        a.half_open->push_back({static_cast<std::uint16_t>(3 * n + 1), static_cast<std::uint16_t>(3 * n + 2)});
    const std::string bytes = encode_answer(a, hello, key_of(0));
    CHECK(bytes.size() == hello.size());
    const auto back = decode_answer(bytes, hello, key_of(0));
    REQUIRE(back);
    CHECK(back->cut);
    CHECK(back->tcp == a.tcp);
    CHECK(back->udp == a.udp);
    REQUIRE(back->half_open);
    CHECK(back->half_open->size() == most_hello_ranges - 4);
    CHECK(std::equal(back->half_open->begin(), back->half_open->end(), a.half_open->begin()));
}

TEST_CASE("addresses: a zone stays at home, rubbish becomes no address") {
    const std::string hello = encode_hello(some_hello(), key_of(0));
    hello_answer a = some_answer();
    a.asker.address = "fe80::1%eth0";
    a.here.address = "not an address";
    const auto back = decode_answer(encode_answer(a, hello, key_of(0)), hello, key_of(0));
    REQUIRE(back);
    CHECK(back->asker.address == "fe80::1");
    CHECK(back->here.address == "::");
}

TEST_CASE("an answer counts for its own hello and key only, and only whole") {
    const std::string hello = encode_hello(some_hello(), key_of(0));
    const std::string answer = encode_answer(some_answer(), hello, key_of(0));
    REQUIRE(decode_answer(answer, hello, key_of(0)));
    fairway::wire::hello other = some_hello();
    other.nonce[15] ^= 1;
    CHECK_FALSE(decode_answer(answer, encode_hello(other, key_of(0)), key_of(0)));
    other = some_hello();
    ++other.port;
    CHECK_FALSE(decode_answer(answer, encode_hello(other, key_of(0)), key_of(0)));
    CHECK_FALSE(decode_answer(answer, hello, key_of(1)));
    CHECK_FALSE(decode_answer(answer, "", key_of(0)));
    CHECK_FALSE(decode_answer(hello, hello, key_of(0))); // sent back by an echo
    for (std::size_t size = 0; size < answer.size(); ++size)
        CHECK_FALSE(decode_answer(answer.substr(0, size), hello, key_of(0)));
    for (std::size_t at = 0; at < answer.size(); ++at) {
        CAPTURE(at);
        CHECK_FALSE(decode_answer(replaced(answer, at, {static_cast<char>(answer[at] ^ 1)}), hello, key_of(0)));
    }
}

TEST_CASE("a signed answer may still be malformed") {
    const std::string hello = encode_hello(some_hello(), key_of(0));
    const std::string body = encode_answer(some_answer(), hello, key_of(0)).substr(0, 480);
    REQUIRE(decode_answer(sign_answer(body, hello, key_of(0)), hello, key_of(0)));
    struct row {
        const char* what;
        std::string body;
    };
    for (const row& r : std::initializer_list<row>{
             {"a hello's magic", replaced(body, 7, "?")},
             {"an unknown flag", replaced(body, 8, "\x04")},
             {"port 0 in a list", replaced(body, 51, "\0\0"s)},
             {"a range that runs backwards", replaced(body, 55, "\xff\xff")},
             {"ranges that touch", replaced(body, 55, "\x00\x17"s)},
             {"ranges out of order", replaced(body, 51, "\x10\x00\x10\x00"s)},
             {"behind the last port", replaced(body, 46, "\x04"s)},
             {"more ranges than fit", replaced(body, 45, "\xff\xff")},
             {"a list that is not announced", replaced(body, 49, "\0\0"s)},
             {"something behind the lists", replaced(body, 479, "\x01")},
         }) {
        CAPTURE(r.what);
        CHECK_FALSE(decode_answer(sign_answer(r.body, hello, key_of(0)), hello, key_of(0)));
    }
}
