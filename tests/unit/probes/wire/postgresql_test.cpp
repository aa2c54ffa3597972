#include "probes/wire/postgresql.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

using namespace std::string_literals;

TEST_CASE("SSLRequest, as the documentation has it") {
    CHECK(postgresql_ssl_request() == unhex("00000008 04d2162f"));
}

TEST_CASE("answers to it") {
    const std::string error = "SFATAL\0C57P03\0Mstarting up\0\0"s;
    const auto sized = [](const std::string& fields, std::size_t more = 0) {
        return "E"s + unhex("000000") + static_cast<char>(fields.size() + 4 + more) + fields;
    };
    struct row {
        std::string what, bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"TLS", "S", "value"},
             {"no TLS", "N", "value"},
             {"SSH", "SSH-2.0-x\r\n", "malformed"},
             {"an N with more", "NO\r\n", "malformed"},
             {"another letter", "G", "malformed"},
             {"an error", sized(error), "value"},
             {"an error with more behind it", sized(error) + "x", "value"},
             {"an error cut", sized(error).substr(0, 12), "incomplete"},
             {"the letter alone", "E", "incomplete"},
             {"a length that is none", "E"s + unhex("00000003"), "malformed"},
             {"text", "ERROR\r\n", "malformed"},
             {"an error without an end", sized("C57P03\0Mx\0"s), "malformed"},
             {"an error without a code", sized("Mx\0\0"s), "malformed"},
             {"a code of another size", sized("C57\0Mx\0\0"s), "malformed"},
             {"an error without words", sized("C57P03\0\0"s), "malformed"},
             {"fields behind the end", sized("C57P03\0Mx\0\0Dy\0\0"s), "malformed"},
             {"a field without an end", sized("C57P03\0Mx"s), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_postgresql_answer(r.bytes)) == r.want);
    }
    const std::string bytes = sized(error);
    const auto found = decode_postgresql_answer(bytes);
    CHECK(std::get<postgresql_answer>(found).code == "57P03");
}
