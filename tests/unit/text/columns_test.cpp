#include "text/columns.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("wrapping") {
    CHECK(wrapped("ab: ", "one two three", 12) == "ab: one two\n    three\n");
    CHECK(wrapped("", "averyveryverylongword x", 8) == "averyveryverylongword\nx\n");
    CHECK(wrapped("x ", "", 10) == "x \n");
    CHECK(padded("\xc3\xa9", 3) == "\xc3\xa9  ");
    CHECK(printable("a\033b\nc") == "a?b?c");
}
