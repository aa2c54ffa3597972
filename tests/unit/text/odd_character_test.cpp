#include "text/odd_character.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace fairway;

TEST_CASE("characters that pose as others are named") {
    struct row {
        std::string text, said, visible;
    };
    for (const auto& [text, said, visible] : std::vector<row>{
             {"", "", ""},
             {"web01", "", "web01"},
             {"Grün", "", "Grün"},
             {"дом", "has U+043E (Cyrillic letter), which looks like \"o\"", "дом"},
             {"web01\u00A0", "has U+00A0 (no-break space), which looks like a space", "web01 "},
             {"we\u200Bb01", "has U+200B (zero-width space), which cannot be seen", "web01"},
             {"\uFEFFname", "has U+FEFF (byte order mark), which cannot be seen", "name"},
             {"agent\u2013linux", "has U+2013 (en dash), which looks like \"-\"", "agent\u2013linux"},
             {"w\u0435b", "has U+0435 (Cyrillic letter), which looks like \"e\"", "w\u0435b"},
             {"\u202Eweb", "has U+202E (text direction mark), which cannot be seen", "web"},
             {"a\u2003b", "has U+2003 (wide or thin space), which looks like a space", "a b"},
             {"\uFF11\uFF10", "has U+FF11 (full-width character), which looks like \"1\"", "\uFF11\uFF10"},
             {"a\xFF\u00A0", "has U+00A0 (no-break space), which looks like a space", "a\xFF "},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        CHECK(odd_character(text) == said);
        CHECK(without_invisible(text) == visible);
    }
}
