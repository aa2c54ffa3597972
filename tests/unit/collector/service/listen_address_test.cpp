#include "collector/service/listen_address.hpp"

#include <doctest/doctest.h>

using namespace fairway::collector;

TEST_CASE("where to listen, as people write it") {
    struct row {
        const char *text, *address;
        std::uint16_t port;
        bool tls;
    };
    const row good[] = {
        {"0.0.0.0:9440", "0.0.0.0", 9440, true},
        {"[::]:9440", "::", 9440, true},
        {"127.0.0.1:0", "127.0.0.1", 0, true},
        {"https://10.0.0.1:443", "10.0.0.1", 443, true},
        {"http://127.0.0.1:8080", "127.0.0.1", 8080, false},
        {"http://[::1]:8080", "::1", 8080, false},
        {"http://127.1.2.3:65535", "127.1.2.3", 65535, false},
    };
    for (const auto& r : good) {
        CAPTURE(r.text);
        std::string why_not;
        const auto l = parse_listen_address(r.text, why_not);
        REQUIRE(l);
        CHECK(l->address == r.address);
        CHECK(l->port == r.port);
        CHECK(l->tls == r.tls);
    }
    for (const char* text : {"", "9440", ":9440", "localhost:9440", "0.0.0.0", "0.0.0.0:", "0.0.0.0:65536",
                             "0.0.0.0:-1", "::1:80", "[0.0.0.0]:80", "1.2.3.4:80x", "http://0.0.0.0:80",
                             "http://10.0.0.1:80", "http://[::]:80", "ftp://127.0.0.1:80", "http://127.0.0.1:80/"}) {
        CAPTURE(text);
        std::string why_not;
        CHECK(!parse_listen_address(text, why_not));
        CHECK(!why_not.empty());
    }
    CHECK(to_string({"::", 80, true}) == "[::]:80");
    CHECK(to_string({"0.0.0.0", 80, true}) == "0.0.0.0:80");
}
