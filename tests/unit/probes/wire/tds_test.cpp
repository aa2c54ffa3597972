#include "probes/wire/tds.hpp"

#include "../hex.hpp"
#include "decoded.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

TEST_CASE("PRELOGIN of [MS-TDS] 2.2.6.5") {
    CHECK(tds_prelogin() == unhex("1201002900000000 00 0015 0006 01 001b 0001 02 001c 0001 03 001d 0004 ff"
                                  "000000000000 00 00 00000000"));
}

TEST_CASE("answers to it are whole and have a version first") {
    struct row {
        std::string what, bytes;
        std::string_view want;
    };
    for (const row& r : std::initializer_list<row>{
             {"version and encryption", unhex("0401001a00000000 00000b0006 0100110001 ff 100003e80000 03"), "value"},
             {"with more behind it", unhex("0401001400000000 0000060006 ff 0c0007d00000 04"), "value"},
             {"cut", unhex("0401001400000000 0000060006 ff 0c0007d000"), "incomplete"},
             {"a header alone", unhex("0401001400000000"), "incomplete"},
             {"a request", tds_prelogin(), "malformed"},
             {"not the last packet", unhex("04000014"), "malformed"},
             {"a header that is all", unhex("04010008"), "malformed"},
             {"far too long", unhex("04012000"), "malformed"},
             {"a window", unhex("0401001400000001"), "malformed"},
             {"no version", unhex("0401000f00000000 0100060001 ff 00"), "malformed"},
             {"a version behind others", unhex("0401001a00000000 0100110001 00000b0006 ff 100003e80000 03"),
              "malformed"},
             {"a version outside", unhex("0401001400000000 0000070006 ff 0c0007d00000"), "malformed"},
             {"a short version", unhex("0401001200000000 0000060004 ff 0c0007d0"), "malformed"},
             {"options that never end", unhex("0401001300000000 0000050006 0c0007d00000"), "malformed"},
             {"an option cut", unhex("0401001500000000 0000080006 0100 0c0007d00000"), "malformed"},
             {"an error", unhex("0401001d00000000 aa 1200 ee420000 01 0e 0200 6e006f00 00 00 01000000"), "value"},
             {"an error cut by its packet", unhex("0401000f00000000 aa 1200 ee420000"), "malformed"},
             {"an error cut by itself", unhex("0401001100000000 aa 0600 ee420000 0100"), "malformed"},
             {"words longer than their error", unhex("0401001500000000 aa 0a00 ee420000 01 0e ff00 6e00"), "malformed"},
         }) {
        CAPTURE(r.what);
        CHECK(outcome(decode_tds_answer(r.bytes)) == r.want);
    }
    const auto found =
        std::get<tds_answer>(decode_tds_answer(unhex("0401001a00000000 00000b0006 0100110001 ff 100003e80000 03")));
    CHECK(found.server->major == 16);
    CHECK(found.server->minor == 0);
    CHECK(found.server->build == 1000);
    CHECK(*found.encryption == 3);
}
