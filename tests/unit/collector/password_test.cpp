#include "collector/password.hpp"

#include <doctest/doctest.h>

using namespace fairway::collector;

TEST_CASE("a password is known again, and nothing else is") {
    const auto kept = hash_password("correct horse");
    CHECK(kept.starts_with("scrypt:15:8:1:"));
    CHECK(kept.find("correct") == std::string::npos);
    CHECK(is_password("correct horse", kept));
    CHECK_FALSE(is_password("correct horsf", kept));
    CHECK_FALSE(is_password("", kept));
    CHECK(hash_password("correct horse") != kept); // another salt
    CHECK_FALSE(is_password("", unknown_password()));
}

TEST_CASE("scrypt as RFC 7914 computes it") {
    // Section 12, N = 1024 and r = 8 (the nearest to ours), p = 16, is beyond our p; so: made with Python's
    // hashlib.scrypt(b"password", salt=b"00112233445566778899aabbccddeeff", n=2**15, r=8, p=1, maxmem=2**26, dklen=32).
    const std::string kept = "scrypt:15:8:1:00112233445566778899aabbccddeeff:"
                             "bc284414b22a981caaea55865cb57c1618e7f2dc659c7eaf3be97d8114d309b4";
    CHECK(is_password("password", kept));
    CHECK_FALSE(is_password("Password", kept));
}

TEST_CASE("what is no hash of ours matches nothing, and costs nothing beyond bounds") {
    const std::string salt(32, 'a'), hash(64, 'b');
    for (const auto& kept :
         {std::string(), std::string("scrypt"), std::string(":::::"), "scrypt:40:8:1:" + salt + ":" + hash,
          "scrypt:15:99999:1:" + salt + ":" + hash, "scrypt:15:8:1000:" + salt + ":" + hash,
          "scrypt:-1:8:1:" + salt + ":" + hash, "scrypt:15:8:1:" + salt + ":" + hash + "00",
          "scrypt:15:8:1:" + salt.substr(1) + ":" + hash, "bcrypt:15:8:1:" + salt + ":" + hash}) {
        CAPTURE(kept);
        CHECK_FALSE(is_password("", kept));
    }
}
