#include "text/wording.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("quotes show one short, harmless line") {
    CHECK(in_quotes("vbr01") == "\"vbr01\"");
    CHECK(in_quotes("a\x1b[31m\n\x7f") == "\"a\\x1b[31m\\x0a\\x7f\"");
    CHECK(in_quotes("\u009b1m\u202E\U000E0041\xff k\u00fc") == "\"\\u{009b}1m\\u{202e}\\u{e0041}\\xff k\u00fc\"");
    CHECK(in_quotes(std::string(61, 'x')) == "\"" + std::string(60, 'x') + "…\"");
    CHECK(in_quotes(std::string(60, 'x')) == "\"" + std::string(60, 'x') + "\"");
    // Never half a character: the two bytes of ä would straddle the cut.
    CHECK(in_quotes(std::string(59, 'x') + "ääää") == "\"" + std::string(59, 'x') + "…\"");
}

TEST_CASE("words are listed for people") {
    CHECK(listed({}) == "");
    CHECK(listed({"a"}) == "a");
    CHECK(listed({"a", "b"}) == "a or b");
    CHECK(listed({"a", "b", "c"}) == "a, b or c");
    CHECK(listed(std::vector<std::string>(13, "x")).ends_with("x or x"));
    CHECK(listed(std::vector<std::string>(15, "x")) == "x, x, x, x, x, x, x, x, x, x, x, x or one of 3 others");
}
