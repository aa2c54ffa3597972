#include "probes/wire/tls_hello.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fairway::wire;

namespace {

/// The beginning of a ServerHello of OpenSSL 3.0 (`s_server -tls1`), which goes on with extensions.
std::string hello_of(const std::string& version) {
    return unhex("16" + version + "0059 02 000055" + version +
                 "5b0c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9fa 00 c014 00");
}

} // namespace

TEST_CASE("the version in a ServerHello") {
    struct row {
        std::string bytes;
        std::string_view want;
        std::uint16_t version = 0;
    };
    for (const row& r : std::initializer_list<row>{
             {hello_of("0301"), "value", 0x0301},
             {hello_of("0302"), "value", 0x0302},
             {hello_of("0303"), "value", 0x0303},
             {hello_of("0300"), "value", 0x0300},
             {hello_of("0304"), "malformed"},                     // TLS 1.3 says 1.2 here
             {unhex("16 0301 0059 01 000055 0301"), "malformed"}, // a ClientHello
             {unhex("16 0301 0002 0200"), "malformed"},
             {unhex("16 0301 0059 02 000020 0301"), "malformed"},
             {unhex("16 0301 ffff 02 000055 0301"), "malformed"},
             {unhex("15 0301 0002 0246"), "malformed"}, // an alert
             {unhex("16 0303 0004 ffffffff"), "malformed"},
             {"HTTP/1.1 400 Bad Request\r\n", "malformed"},
             {"", "incomplete"},
         }) {
        CAPTURE(r.bytes.size());
        const auto found = decode_tls_server_hello(r.bytes);
        CHECK(outcome(found) == r.want);
        if (const auto* version = std::get_if<std::uint16_t>(&found)) CHECK(*version == r.version);
    }
    const std::string whole = hello_of("0301");
    for (std::size_t length = 0; length < 11; ++length)
        CHECK(outcome(decode_tls_server_hello(whole.substr(0, length))) == "incomplete");
    CHECK(tls_version_name(0x0300) == "SSL 3.0");
    CHECK(tls_version_name(0x0301) == "TLS 1.0");
    CHECK(tls_version_name(0x0302) == "TLS 1.1");
    CHECK(tls_version_name(0x0303) == "TLS 1.2");
}
