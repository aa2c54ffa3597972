#include "text/decoded_text.hpp"

#include "text/utf8.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace fairway;
using namespace std::string_literals;

TEST_CASE("texts of every encoding become UTF-8") {
    struct row {
        std::string bytes, text;
        bool noted = false;
    };
    const std::string plain = "web01,Grün €,𝄞\r\n";
    const auto little = "w\0e\0b\0"s, big = "\0w\0e\0b"s;
    for (const auto& [bytes, text, noted] : std::vector<row>{
             {"", ""},
             {plain, plain},
             {"\xEF\xBB\xBF" + plain, plain},
             {"\xFF\xFE" + little, "web"},
             {"\xFE\xFF" + big, "web"},
             {little, "web"}, // known by its zero bytes
             {big, "web"},
             {"\xFF\xFE\xAC\x20\x34\xD8\x1E\xDD", "€𝄞"},
             {"\xFE\xFF\x20\xAC\xD8\x34\xDD\x1E", "€𝄞"},
             {"\xFF\xFE", ""},
             {"Gr\xFCn \x80 \x93x\x94", "Grün € “x”", true},
             {"a\0b"s, "a\0b"s}, // one zero byte makes no UTF-16
         }) {
        const auto& this_text = text;
        CAPTURE(this_text);
        const auto read = decode_text(bytes, "f");
        REQUIRE(read.value);
        CHECK(read.value->text == text);
        CHECK(read.value->note.empty() != noted);
    }
    CHECK(decode_text("a\nb\xFC", "f").value->note ==
          "is not UTF-8 (line 2, column 2); read as Windows-1252. If letters come out wrong, save it as UTF-8");
}

TEST_CASE("damaged texts are refused where the damage is") {
    struct row {
        std::string bytes, said;
    };
    for (const auto& [bytes, said] : std::vector<row>{
             {"\xFF\xFEw\0\n\0e"s,
              "f: line 2, column 1: is UTF-16, but ends within a character; was the file cut off?"},
             {"\xFF\xFEw\0\x34\xD8"s,
              "f: line 1, column 2: is not valid UTF-16 (half of a character); save the file as UTF-8"},
             {"\xFE\xFF\xDD\x1E\0w"s,
              "f: line 1, column 1: is not valid UTF-16 (half of a character); save the file as UTF-8"},
             {"ab\x81", "f: line 1, column 3: is neither UTF-8 nor Windows-1252 text; save the file as UTF-8"},
         }) {
        const auto read = decode_text(bytes, "f");
        CHECK_FALSE(read.value);
        REQUIRE(read.problems.size() == 1);
        CHECK(to_string(read.problems[0]) == said);
    }
}

TEST_CASE("code points there and back") {
    for (const char32_t point : {U'\x01', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xFFFD', U'\x10000', U'\x10FFFF'}) {
        std::string text;
        append_utf8(text, point);
        CHECK_FALSE(first_invalid_utf8(text));
        std::string_view rest = text;
        CHECK(next_utf8(rest) == point);
        CHECK(rest.empty());
        // A character that is cut off is no character.
        for (std::size_t size = 1; size < text.size(); ++size) {
            rest = std::string_view(text).substr(0, size);
            CHECK(next_utf8(rest) == U'\xFFFD');
            CHECK(rest.size() == size - 1);
        }
    }
    std::string_view stray = "\x80\xFFx";
    CHECK(next_utf8(stray) == U'\xFFFD');
    CHECK(next_utf8(stray) == U'\xFFFD');
    CHECK(next_utf8(stray) == U'x');
}

TEST_CASE("UTF-16 is known by its mark alone where a text need not be one") {
    using namespace std::string_literals;
    CHECK(has_utf16_mark("\xFF\xFE"));
    CHECK(has_utf16_mark("\xFE\xFF\0a"s));
    CHECK_FALSE(has_utf16_mark("a\0b\0"s));
    CHECK_FALSE(has_utf16_mark("\xEF\xBB\xBF"));
    CHECK_FALSE(has_utf16_mark(""));
    CHECK(utf16_to_utf8("\xFF\xFE"s, "f").value == "");
    CHECK(utf16_to_utf8("\xFF\xFE\xE4\0\x3D\xD8\x00\xDE"s, "f").value == "\u00e4\U0001F600");
    CHECK(utf16_to_utf8("\xFE\xFF\0\xE4"s, "f").value == "\u00e4");
    const auto half = utf16_to_utf8("\xFF\xFE"
                                    "a\0\x3D\xD8"s,
                                    "f");
    REQUIRE(!half);
    CHECK(half.problems[0].file == "f");
    CHECK(half.problems[0].pointer == "line 1, column 2");
}
