#include "agent/output/escape.hpp"

#include <doctest/doctest.h>

using namespace fairway;
using namespace std::string_literals;

TEST_CASE("one line of valid text") {
    struct row {
        std::string text, line;
    };
    for (const auto& [text, line] : std::vector<row>{
             {"repo01", "repo01"},
             {"a\nb\r\tc", "a b  c"},
             {"a\0b\x1b[2J\x7f"s, "ab[2J"},
             {"\xC2\x85\xC2\x9B", " "}, // NEL, and CSI of one byte
             {"\xE2\x80\xAE"
              "exe.txt\xE2\x81\xA6",
              "exe.txt"}, // right-to-left override
             {"re\u200Bpo\u200F", "repo"},
             {"a\u2028b", "a b"},
             {"\u05D2\u05D9 \u0661", "\u05D2\u05D9 \u0661"},
             {"\xEF\xBF\xBE\xEF\xBF\xBF", ""}, // XML has no U+FFFE and U+FFFF
             {"caf\xe9", "caf\xEF\xBF\xBD"},
             {"M\xC3\xBCnchen \xF0\x9F\x9B\xB0", "M\xC3\xBCnchen \xF0\x9F\x9B\xB0"},
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        CHECK(one_line(text) == line);
    }
}

TEST_CASE("nothing is taken for markup") {
    CHECK(markup("<script>alert('x')&\"") == "&lt;script&gt;alert(&#39;x&#39;)&amp;&quot;");
    CHECK(markup("]]>\x01") == "]]&gt;");
    CHECK(markup("\u202E<b>\u2066\u200E") == "&lt;b&gt;"); // what turns the direction of writing
}

TEST_CASE("nothing is taken for Markdown") {
    CHECK(markdown("a|b\nc") == "a\\|b c");
    CHECK(markdown("`x` **y** _z_ [l](http://h) ![i]") ==
          "\\`x\\` \\*\\*y\\*\\* \\_z\\_ \\[l\\](http:<!-- -->//h) \\!\\[i\\]");
    CHECK(markdown("<img src=x> & #1 ~s~ \\") == "&lt;img src=x&gt; &amp; \\#1 \\~s\\~ \\\\");
    CHECK(markdown("@everyone") == "@<!-- -->everyone");
    // What would become a link by itself.
    CHECK(markdown("see https://evil.example, HTTP://x or ftp://y") ==
          "see https:<!-- -->//evil.example, HTTP:<!-- -->//x or ftp:<!-- -->//y");
    CHECK(markdown("www.evil.example; WWW.x; www and wwwx.y") ==
          "www<!-- -->.evil.example; WWW<!-- -->.x; www and wwwx.y");
    CHECK(markdown("mailto:root@evil.example") == "mailto:root@<!-- -->evil.example");
    CHECK(markdown("https") == "https");
    CHECK(markdown_link("https://example.org/a_b") == "<https://example.org/a_b>");
    CHECK(markdown_link("javascript:alert(1)") == "javascript:alert(1)");
    CHECK(markdown_link("https://example.org/> <b>") == "https:<!-- -->//example.org/&gt; &lt;b&gt;");
}

TEST_CASE("cells of a table") {
    struct row {
        std::string cell, written;
    };
    for (const auto& [cell, written] :
         std::vector<row>{{"a", "a"},
                          {"a,b", "\"a,b\""},
                          {"say \"no\"", "\"say \"\"no\"\"\""},
                          {"a\r\nb", "a  b"},
                          {"=1+1", "'=1+1"},
                          {"+1", "'+1"},
                          {"-1", "'-1"},
                          {"@SUM(A1)", "'@SUM(A1)"},
                          {"\t=cmd|' /C calc'!A0", "' =cmd|' /C calc'!A0"},
                          {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
                          {"\uFF1D1+1", "'\uFF1D1+1"}, // wide
                          {"\uFF0B1", "'\uFF0B1"},
                          {"\uFF0D1", "'\uFF0D1"},
                          {"\uFF20SUM(A1)", "'\uFF20SUM(A1)"},
                          {"\u22121", "'\u22121"},
                          {"\u3000 \u00A0=1", "'\u3000 \u00A0=1"}, // behind blanks
                          {"\r=1", "' =1"},
                          {"\u200B=1", "'=1"},
                          {"\u202E@x", "'@x"},
                          {" a=1", " a=1"},
                          {"\u00fc=1", "\u00fc=1"},
                          {"2500-3300", "2500-3300"},
                          {"", ""}}) {
        const auto& this_cell = cell;
        CAPTURE(this_cell);
        CHECK(csv_line({"x", cell, "y"}) == "x," + written + ",y\r\n");
    }
}

TEST_CASE("what stands in comments and quotes of shells cannot leave them") {
    CHECK(harmless("repo01.example.org (10.0.0.1), row 24/25: a_b-c;") ==
          "repo01.example.org (10.0.0.1), row 24/25: a_b-c;");
    CHECK(harmless("a'b\"c`d$(e)|f&g<h>i\\j#k%l{m}n!o*p?q[r]~^=+@") == "a?b?c?d?(e)?f?g?h?i?j?k?l?m?n?o?p?q?r??????");
    CHECK(harmless("a\nrm -rf x") == "a rm -rf x");
    CHECK(harmless("\xE2\x80\x99\xE2\x80\x98") == "??"); // PowerShell takes these for quotes
    CHECK(harmless(std::string(200, 'x'), 5) == "xxxxx");
}

TEST_CASE("links lead to web addresses only") {
    CHECK(is_web_address("https://helpcenter.veeam.com/docs"));
    CHECK(is_web_address("http://example.org"));
    for (const char* other : {"", "javascript:alert(1)", "HTTPS://x", "data:text/html,x", "//x", "https://a b",
                              "https://a\n", "https://a<", "https://\xc3\xa9"})
        CHECK_MESSAGE(!is_web_address(other), other);
}
