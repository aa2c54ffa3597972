#include "probes/wire/stream_reader.hpp"

#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

TEST_CASE("fields in either byte order") {
    stream_reader in("\x01\x02\x03\x04\x05\x06\x07\x08\x09 tail");
    CHECK(in.u8() == 1);
    CHECK(in.u16() == 0x0203);
    in.byte_order(std::endian::little);
    CHECK(in.u16() == 0x0504);
    CHECK(in.u32() == 0x09080706);
    CHECK(in.at() == 9);
    in.expect(" ta");
    CHECK(in.take(2) == "il");
    CHECK(outcome(in.result(1)) == "value");
}

TEST_CASE("the first trouble is the one that counts") {
    SUBCASE("missing bytes excuse what they leave open") {
        stream_reader in("ab");
        CHECK(in.u32() == 0);
        in.require(false);
        in.expect("x");
        CHECK(outcome(in.result(1)) == "incomplete");
    }
    SUBCASE("a difference is not excused by missing bytes") {
        stream_reader in("ab");
        in.require(in.u8() == 'b');
        CHECK(in.take(9).empty());
        CHECK(in.u8() == 0);
        CHECK(outcome(in.result(1)) == "malformed");
    }
    SUBCASE("expected bytes differ before they are all there") {
        stream_reader in("ab");
        in.expect("ax and more");
        CHECK(outcome(in.result(1)) == "malformed");
    }
    SUBCASE("expected bytes are there in part") {
        stream_reader in("ab");
        in.expect("abc");
        CHECK(outcome(in.result(1)) == "incomplete");
    }
}

TEST_CASE("nothing is read past the end that the message itself names") {
    SUBCASE("a field that ends there") {
        stream_reader in("abcdef");
        in.limit(4);
        in.take(2);
        CHECK(in.take_rest() == "cd");
        CHECK(outcome(in.result(1)) == "value");
    }
    SUBCASE("a field that goes on, even where the bytes are missing") {
        stream_reader in("ab");
        in.limit(4);
        in.take(5);
        CHECK(outcome(in.result(1)) == "malformed");
    }
    SUBCASE("a rest that is still to come") {
        stream_reader in("ab");
        in.limit(4);
        CHECK(in.take_rest().empty());
        CHECK(outcome(in.result(1)) == "incomplete");
    }
    SUBCASE("a part longer than its whole") {
        stream_reader in("abcdef");
        in.limit(4);
        in.limit(5);
        CHECK(outcome(in.result(1)) == "malformed");
    }
}
