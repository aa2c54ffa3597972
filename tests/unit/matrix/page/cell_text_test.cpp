#include "matrix/page/cell_text.hpp"

#include <doctest/doctest.h>

using namespace fairway;

TEST_CASE("cells of a table line") {
    struct row {
        std::string line;
        std::vector<std::string_view> cells;
    };
    for (const auto& [line, cells] : std::vector<row>{
             {"| a | b |", {"a", "b"}},
             {"|a|b", {"a", "b"}},
             {"  | a |  | b |  \r", {"a", "", "b"}},
             {R"(| a \| b | c |)", {R"(a \| b)", "c"}},
             {R"(| a\\| b |)", {R"(a\\)", "b"}},
             {R"(| a \)", {R"(a \)"}},
             {"| a \\", {"a \\"}},
             {"|", {}},
             {"||", {""}},
         }) {
        const auto& this_line = line;
        CAPTURE(this_line);
        const auto split = split_cells(line);
        REQUIRE(split);
        CHECK(*split == cells);
    }
    CHECK_FALSE(split_cells(""));
    CHECK_FALSE(split_cells("a | b"));
    CHECK(is_rule({"---", ":-:", "-"}));
    CHECK_FALSE(is_rule({"---", ""}));
    CHECK_FALSE(is_rule({"a-b"}));
    CHECK_FALSE(is_rule({":"}));
    CHECK_FALSE(is_rule({}));
}

TEST_CASE("cells are read as people see them") {
    struct row {
        std::string cell, text;
    };
    for (const auto& [cell, text] : std::vector<row>{
             {"plain", "plain"},
             {"", ""},
             {"   ", ""},
             {R"(statd\_port)", "statd_port"},
             {R"(\*.example.com)", "*.example.com"},
             {R"(a\)", R"(a\)"},
             {R"(C:\dir)", R"(C:\dir)"},
             {"**bold** and __bold__ and `code`", "bold and bold and code"},
             {"*slanted*", "slanted"},
             {"*.example.com", "*.example.com"},
             {"<account>.example.com", "<account>.example.com"},
             {"see [this page](https://example.com/a_(b).html)",
              "see this page.html)"}, // as Markdown has it without \)
             {"[**a**](x)", "a"},
             {"![icon](a.png)443", "icon443"},
             {"[For Linux] text", "[For Linux] text"},
             {"443[1](#note)", "443"},
             {"443[1]", "443"},
             {"443[^note]", "443"},
             {"443\xC2\xB9", "443"},     // superscript 1
             {"443\xE2\x81\xB4", "443"}, // superscript 4
             {"443\xE2\x80\xA0", "443"}, // dagger
             {"443<sup>1</sup>", "443"},
             {"443*", "443"},
             {"[1] is not behind a word", "[1] is not behind a word"},
             {"a<br>b<BR/>c", "a\nb\nc"},
             {"a  b", "a\nb"},
             {"a   b", "a\nb"},
             {"a,  b", "a,\nb"},
             {"a \xC2\xA0 b", "a\nb"}, // no-break space
             {"a\xC2\xA0"
              "b",
              "a b"},
             {"a\xE2\x80\x8B"
              "b",
              "ab"}, // zero-width space
             {"a&nbsp;&amp; b &lt;c&gt;", "a & b <c>"},
             {"<b>a</b> <span class=\"x\">b</span>", "a b"},
             {"<https://example.com>", "https://example.com"},
             {"x   * one * two", "x\none\ntwo"},
             {"a\tb", "a b"},
             {"a\x1b\x7f"
              "b",
              "a\nb"},
             {"[open", "[open"},
             {"<open", "<open"},
             {"<sup>open", "open"},
         }) {
        const auto& this_cell = cell;
        CAPTURE(this_cell);
        CHECK(plain_text(cell) == text);
    }
    CHECK(in_one_line("a\n b  c") == "a b c");
    CHECK(plain_text(std::string(20000, '[')).size() == 20000);
    CHECK(plain_text(std::string(20000, '<')).size() == 20000);
}
