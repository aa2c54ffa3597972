#include "probes/wire/reverse_name.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;
using namespace std::string_literals;

TEST_CASE("names of addresses") {
    CHECK(reverse_name("\x0A\0\xFF\5"s) == "5.255.0.10.in-addr.arpa");
    // The example of RFC 3596 §2.5.
    CHECK(reverse_name("\x43\x21\0\0\0\1\0\2\0\3\0\4\x56\x7\x89\xab"s) ==
          "b.a.9.8.7.0.6.5.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa");
    CHECK(reverse_name("abc") == "");
    CHECK(reverse_name("") == "");
}
