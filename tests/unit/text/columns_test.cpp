#include "text/columns.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("wrapping") {
    CHECK(wrapped("ab: ", "one two three", 12) == "ab: one two\n    three\n");
    CHECK(wrapped("", "averyveryverylongword x", 8) == "averyveryverylongword\nx\n");
    CHECK(wrapped("x ", "", 10) == "x \n");
    CHECK(padded("\xc3\xa9", 3) == "\xc3\xa9  ");
}

TEST_CASE("what is quoted to be copied is never broken") {
    CHECK(wrapped("", "run `fairway key create` on it", 12) == "run\n`fairway key create`\non it\n");
    CHECK(wrapped("", "see (`a b`, `c d`) x", 8) == "see\n(`a b`,\n`c d`) x\n");
    CHECK(wrapped("", "a ` b c", 3) == "a `\nb c\n"); // one that is never closed quotes nothing
    CHECK(wrapped("", "a\nb", 9) == "a b\n");
}

TEST_CASE("text stands beside its word, or below it where there is too little room") {
    CHECK(beside_or_below("  word  ", "one two", 4, 32) == "  word  one two\n");
    CHECK(beside_or_below("  word  ", "one two", 4, 31) == "  word\n    one two\n");
}

TEST_CASE("text that is too long for a line is clipped between characters") {
    CHECK(clipped("abcdef", 6) == "abcdef");
    CHECK(clipped("abcdefg", 6) == "abc...");
    CHECK(clipped("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 4) == "\xc3\xa9...");
    CHECK(clipped("abcdefg", 2) == "..");
    CHECK(clipped("abc", 0).empty());
}

TEST_CASE("lines are as wide as the terminal, and fit a mail where there is none") {
    CHECK(line_width(std::nullopt) == 72);
    CHECK(line_width(0) == 72);
    CHECK(line_width(132) == 132);
    CHECK(line_width(60) == 60);
    CHECK(line_width(7) == 40);
}
