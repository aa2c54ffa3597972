#include "probes/wire/dns_tcp.hpp"

#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;
using namespace std::string_literals;

TEST_CASE("messages over TCP stand behind their length") {
    const std::string query = dns_query(0xABCD, {"vbr01.example", dns_type::a}).value();
    CHECK(dns_over_tcp(query) == "\0\x1F"s + query);

    const std::string message = "\xAB\xCD\x81\x83"s + query.substr(4);
    struct row {
        std::string what;
        std::string bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"an answer", dns_over_tcp(message), "value"},
             {"an answer and more", dns_over_tcp(message) + "x", "value"},
             {"an answer without its end", dns_over_tcp(message).substr(0, 20), "incomplete"},
             {"our query back", dns_over_tcp(query), "malformed"},
             {"another id", dns_over_tcp("\xAB\xCE"s + message.substr(2)), "malformed"},
             {"another id, not all there", dns_over_tcp("\xAB\xCE"s + message.substr(2)).substr(0, 4), "malformed"},
             {"another question", dns_over_tcp(message.substr(0, 13) + "w" + message.substr(14)), "malformed"},
             {"a message for UDP", message, "malformed"},
             {"too short for a header", "\0\x0B"s + message, "malformed"},
         }) {
        CAPTURE(r.what);
        const auto found = decode_dns_over_tcp(r.bytes, query);
        CHECK(outcome(found) == r.want);
        if (r.want == "value") CHECK(std::get<std::string_view>(found) == message);
    }
}
