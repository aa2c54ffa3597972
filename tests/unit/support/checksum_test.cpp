#include "support/checksum.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("CRC-32, at once and in pieces") {
    // The check value of CRC-32/ISO-HDLC in the catalog of CRC algorithms.
    CHECK(crc32("123456789") == 0xCBF43926);
    CHECK(crc32("56789", crc32("1234")) == 0xCBF43926);
    CHECK(crc32("") == 0);
}
