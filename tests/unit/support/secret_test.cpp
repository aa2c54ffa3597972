#include "support/secret.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("secrets are long, random, and kept as their SHA-256") {
    const auto a = make_secret(), b = make_secret();
    CHECK(is_hex(a, 64));
    CHECK(a != b);
    // FIPS 180-2, appendix B.1
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(equal_secrets(a, std::string(a)));
    CHECK(!equal_secrets(a, b));
    CHECK(!equal_secrets(a, a.substr(1)));
    CHECK(!is_hex("ABC0", 4));
    CHECK(!is_hex("abc", 4));
    CHECK(!is_hex("abcg", 4));
}
