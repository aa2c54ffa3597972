#include "probes/wire/ber.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

TEST_CASE("elements go out in short and long form") {
    std::string out;
    put_ber(out, ber_tag::octet_string, std::string(127, 'x'));
    CHECK(out == unhex("047f") + std::string(127, 'x'));
    out.clear();
    put_ber(out, ber_tag::sequence, std::string(128, 'x'));
    CHECK(out == unhex("308180") + std::string(128, 'x'));
    out.clear();
    put_ber(out, ber_tag::sequence, std::string(256, 'x'));
    CHECK(out == unhex("30820100") + std::string(256, 'x'));
    out.clear();
    put_ber(out, ber_tag::sequence, std::string(65536, 'x'));
    CHECK(out == unhex("308400010000") + std::string(65536, 'x'));
}

TEST_CASE("elements come in with any definite length") {
    struct row {
        std::string what;
        std::string bytes;
        bool want;
    };
    for (const row& r : std::initializer_list<row>{
             {"short", unhex("0401 41"), true},
             {"one byte of length", unhex("048101 41"), true},
             {"four, padded", unhex("048400000001 41"), true},
             {"five bytes of length", unhex("04850000000001 41"), false},
             {"indefinite", unhex("0480 41 0000"), false},
             {"reserved form", unhex("04ff 41"), false},
             {"tag of two bytes", unhex("1f0101 41"), false},
             {"content cut", unhex("0402 41"), false},
             {"length cut", unhex("0482 00"), false},
             {"as long as 32 bits can say", unhex("0484ffffffff 41"), false},
             {"no length", unhex("04"), false},
             {"nothing", "", false},
         }) {
        CAPTURE(r.what);
        std::string_view rest = r.bytes;
        const auto element = next_ber(rest);
        REQUIRE(element.has_value() == r.want);
        if (!r.want) continue;
        CHECK(element->tag == ber_tag::octet_string);
        CHECK(element->content == "A");
        CHECK(rest.empty());
    }
}

TEST_CASE("numbers of up to 31 bits") {
    CHECK(ber_number(unhex("00")) == 0U);
    CHECK(ber_number(unhex("7fffffff")) == 0x7fffffffU);
    CHECK(ber_number(unhex("00000001")) == 1U);
    for (const std::string_view bad : {"", "80", "ffffffff", "0000000001"}) {
        CAPTURE(bad);
        CHECK_FALSE(ber_number(unhex(bad)));
    }
}
