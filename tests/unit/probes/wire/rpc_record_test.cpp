#include "probes/wire/rpc_record.hpp"

#include "../hex.hpp"

#include <doctest/doctest.h>

using namespace fairway::wire;

TEST_CASE("records go out in one fragment and come in in any number") {
    CHECK(as_rpc_record("abc") == unhex("80000003") + "abc");
    struct row {
        std::string what, bytes, joined;
        bool whole, too_long;
    };
    for (const row& r : std::initializer_list<row>{
             {"one fragment", unhex("80000003") + "abc", "abc", true, false},
             {"two", unhex("00000001") + "a" + unhex("80000002") + "bc", "abc", true, false},
             {"bytes behind it", unhex("80000003") + "abcd", "abc", true, false},
             {"half a fragment", unhex("80000003") + "ab", "ab", false, false},
             {"a fragment that is not the last", unhex("00000002") + "ab", "ab", false, false},
             {"half a mark", unhex("800000"), "", false, false},
             {"an empty fragment", unhex("80000000"), "", false, true},
             {"as long as can be", unhex("ffffffff"), "", false, true},
             {"too long in two", unhex("00000006") + "abcdef" + unhex("80000006"), "abcdef", false, true},
         }) {
        CAPTURE(r.what);
        const auto found = join_rpc_record(r.bytes, 10);
        CHECK(found.bytes == r.joined);
        CHECK(found.whole == r.whole);
        CHECK(found.too_long == r.too_long);
    }
}
