#include "probes/wire/domain_name.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;
using namespace std::string_literals;

TEST_CASE("names are encoded as labels") {
    struct row {
        std::string name;
        std::optional<std::string> want;
    };
    const std::string label63(63, 'x');
    const std::string name253 = label63 + "." + label63 + "." + label63 + "." + std::string(61, 'y');
    for (const row& r : std::initializer_list<row>{
             {".", "\0"s},
             {"", "\0"s},
             {"vbr01", "\5vbr01\0"s},
             {"F.ISI.ARPA", "\1F\3ISI\4ARPA\0"s}, // RFC 1035 §4.1.4
             {"F.ISI.ARPA.", "\1F\3ISI\4ARPA\0"s},
             {"a..b", std::nullopt},
             {".a", std::nullopt},
             {"a..", std::nullopt},
             {"..", std::nullopt},
             {label63 + "x", std::nullopt},
             {name253 + "y", std::nullopt},
         }) {
        CAPTURE(r.name);
        CHECK(encode_name(r.name) == r.want);
    }
    REQUIRE(encode_name(name253));
    CHECK(encode_name(name253)->size() == 255);
}

TEST_CASE("names are decoded, compressed or not") {
    // The example of RFC 1035 §4.1.4, with its offsets.
    std::string message(93, '\0');
    message.replace(20, 12, "\1F\3ISI\4ARPA\0"s);
    message.replace(40, 6, "\3FOO\xC0\x14"s);
    message.replace(64, 2, "\xC0\x1A"s);
    struct row {
        std::size_t at;
        std::string name;
        std::size_t behind;
    };
    for (const row& r :
         {row{20, "F.ISI.ARPA", 32}, row{40, "FOO.F.ISI.ARPA", 46}, row{64, "ARPA", 66}, row{92, ".", 93}}) {
        CAPTURE(r.at);
        byte_reader in(message, r.at);
        CHECK(decode_name(message, in) == r.name);
        CHECK(in.at() == r.behind);
        CHECK(in.ok());
    }
}

TEST_CASE("bytes that do not belong into a name are escaped") {
    const std::string message = "\5a.\\\t\xff\3B c\0"s;
    byte_reader in(message);
    CHECK(decode_name(message, in) == R"(a\.\\\009\255.B\032c)");
}

TEST_CASE("hostile names are refused and end") {
    std::string long_name;
    for (int i = 0; i < 4; ++i)
        long_name += "\x3f" + std::string(63, 'x');
    std::string chain("\0"s + '\0'); // pointers, each to the one before it
    for (std::uint8_t i = 0; i < 130; ++i)
        put_u16(chain, static_cast<std::uint16_t>(0xc000 + 2 * i));
    struct row {
        const char* what;
        std::string message;
        std::size_t at;
    };
    for (const row& r : std::initializer_list<row>{
             {"nothing", "", 0},
             {"starts behind the end", "\0"s, 5},
             {"pointer to itself", "\xC0\0"s, 0},
             {"pointers to each other", "\xC0\2\xC0\0"s, 0},
             {"label, then a pointer to that label", "\1a\xC0\0"s, 0},
             {"loop through an earlier name", "\1a\1b\xC0\0\0"s, 2},
             {"pointer forwards", "\xC0\2\0"s, 0},
             {"pointer behind the end", "\xFF\xFF"s, 0},
             {"half a pointer", "\xC0"s, 0},
             {"reserved label type 01", "\x41"s + std::string(70, 'x'), 0},
             {"reserved label type 10", "\x81"s + std::string(200, 'x'), 0},
             {"label beyond the end", "\5abc"s, 0},
             {"no root", "\3abc"s, 0},
             {"256 bytes", long_name + "\0"s, 0},
             {"too many pointers", chain, chain.size() - 2},
         }) {
        CAPTURE(r.what);
        byte_reader in(r.message, r.at);
        CHECK_FALSE(decode_name(r.message, in));
    }
}
