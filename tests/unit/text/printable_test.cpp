#include "text/printable.hpp"

#include "text/utf8.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

using namespace fairway;

namespace {

struct fact {
    std::string_view category;
    char32_t first, last;
};

/// All characters of the general categories that have no sign of their own, and those of other categories that have
/// none either (Default_Ignorable_Code_Point), from Unicode's UnicodeData.txt and DerivedCoreProperties.txt.
constexpr fact not_seen[] = {
    {"Cc", 0x0, 0x1F},        {"Cc", 0x7F, 0x9F},         {"Zl", 0x2028, 0x2028},   {"Zp", 0x2029, 0x2029},
    {"Cf", 0xAD, 0xAD},       {"Cf", 0x61C, 0x61C},       {"Cf", 0x180E, 0x180E},   {"Cf", 0x200B, 0x200F},
    {"Cf", 0x202A, 0x202E},   {"Cf", 0x2060, 0x2064},     {"Cf", 0x2066, 0x206F},   {"Cf", 0xFEFF, 0xFEFF},
    {"Cf", 0xFFF9, 0xFFFB},   {"Cf", 0x13430, 0x1343F},   {"Cf", 0x1BCA0, 0x1BCA3}, {"Cf", 0x1D173, 0x1D17A},
    {"Cf", 0xE0001, 0xE0001}, {"Cf", 0xE0020, 0xE007F},   {"Cs", 0xD800, 0xDFFF},   {"Co", 0xE000, 0xF8FF},
    {"Co", 0xF0000, 0xFFFFD}, {"Co", 0x100000, 0x10FFFD}, {"Cn", 0xFDD0, 0xFDEF},   {"Cn", 0x2065, 0x2065},
    {"Cn", 0xFFF0, 0xFFF8},   {"Cn", 0xE0000, 0xE0FFF},   {"Mn", 0x34F, 0x34F},     {"Mn", 0x17B4, 0x17B5},
    {"Mn", 0x180B, 0x180D},   {"Mn", 0x180F, 0x180F},     {"Mn", 0xFE00, 0xFE0F},   {"Mn", 0xE0100, 0xE01EF},
    {"Lo", 0x115F, 0x1160},   {"Lo", 0x3164, 0x3164},     {"Lo", 0xFFA0, 0xFFA0},
};

/// Of every other category: the first character, the last, and some between.
struct {
    std::string_view category;
    std::vector<char32_t> some;
} const seen[] = {
    {"Lu", {0x41, 0xC4, 0x416, 0x1E921}},
    {"Ll", {0x61, 0xFC, 0xDF, 0x1E943}},
    {"Lt", {0x1C5, 0x1FFC}},
    {"Lm", {0x2B0, 0x640, 0x3005}},
    {"Lo", {0xAA, 0x5D0, 0x627, 0xE01, 0x3042, 0x4E2D, 0xAC00, 0x20000, 0x3134A}},
    {"Mn", {0x300, 0x308, 0x5B4, 0x64E, 0x94D, 0x3099, 0x20D0}},
    {"Mc", {0x903, 0x93E, 0x1D172}},
    {"Me", {0x488, 0x20DD, 0xA672}},
    {"Nd", {0x30, 0x660, 0x966, 0xFF10, 0x1FBF9}},
    {"Nl", {0x16EE, 0x2160, 0x1246E}},
    {"No", {0xB2, 0xBD, 0x2460, 0x1F10C}},
    {"Pc", {0x5F, 0x203F, 0xFF3F}},
    {"Pd", {0x2D, 0x2013, 0x10EAD}},
    {"Ps", {0x28, 0x300C, 0xFF62}},
    {"Pe", {0x29, 0x300D, 0xFF63}},
    {"Pi", {0xAB, 0x2018, 0x2E20}},
    {"Pf", {0xBB, 0x2019, 0x2E21}},
    {"Po", {0x21, 0x40, 0xB7, 0x61B, 0x1E95F}},
    {"Sm", {0x2B, 0xD7, 0x2212, 0x1EEF1}},
    {"Sc", {0x24, 0x20AC, 0x1E2FF}},
    {"Sk", {0x5E, 0xA8, 0x1F3FB, 0x1F3FF}},
    {"So", {0xA6, 0xA9, 0x2800, 0xFFFC, 0xFFFD, 0x1F600, 0x1FBCA}},
    {"Zs", {0x20, 0xA0, 0x1680, 0x2000, 0x200A, 0x202F, 0x205F, 0x3000}},
    {"Cf", {0x600, 0x605, 0x6DD, 0x70F, 0x890, 0x8E2, 0x110BD, 0x110CD}}, // signs in front of numbers
    {"Cn", {0x378, 0x1FAFF}},                                             // signs to come
};

std::string utf8(char32_t point) {
    std::string text;
    append_utf8(text, point);
    return text;
}

} // namespace

TEST_CASE("every character of Unicode: seen, but for those that have no sign") {
    std::size_t wrong = 0;
    for (char32_t point = 0; point <= 0x10FFFF; ++point) {
        const bool hidden = (point & 0xFFFE) == 0xFFFE ||
                            std::any_of(std::begin(not_seen), std::end(not_seen),
                                        [&](const fact& f) { return point >= f.first && point <= f.last; });
        if (is_seen(point) == hidden && ++wrong < 10)
            FAIL_CHECK("U+", std::hex, static_cast<std::uint32_t>(point), hidden ? " is seen" : " is not seen");
    }
    CHECK(wrong == 0);
    CHECK_FALSE(is_seen(0x110000));
    for (const auto& row : seen)
        for (const auto point : row.some) {
            CAPTURE(row.category);
            CAPTURE(static_cast<std::uint32_t>(point));
            CHECK(is_seen(point));
            CHECK(printable("a" + utf8(point) + "b") == "a" + utf8(point) + "b");
        }
    for (const auto& row : not_seen)
        for (const auto point : {row.first, row.last}) {
            CAPTURE(row.category);
            CAPTURE(static_cast<std::uint32_t>(point));
            if (row.category != "Cs") CHECK(printable("a" + utf8(point) + "b") == "a?b");
        }
}

TEST_CASE("names stay readable, and nothing steers a terminal") {
    for (const std::string_view name :
         {"repo01.example.org", "K\u00fchlung-M\u00fcnchen", "Ku\u0308hlung", "\u30D0\u30C3\u30AF\u30A2\u30C3\u30D7",
          "\u5907\u4EFD\u670D\u52A1\u5668", "\uBC31\uC5C5", "\u0646\u0633\u062E\u0629 \u0661",
          "\u05D2\u05D9\u05D1\u05D5\u05D9", "\u0928\u093F\u0930\u094D\u0926\u0947\u0936", "\U0001F6F0 \u2713"})
        CHECK(printable(name) == name);
    struct {
        std::string_view from, to;
    } const table[] = {
        {"a\033[31mb", "a?[31mb"},
        {"a\nb\r\tc", "a?b??c"},
        {"a\u009b31mb", "a?31mb"},                               // CSI in one character
        {"a\u009d0;title\u009cb", "a?0;title?b"},                // the title of a window
        {"\u202Egnp.exe", "?gnp.exe"},                           // from right to left
        {"re\u200Bpo", "re?po"},                                 // another name than repo
        {"a\u2028b", "a?b"},                                     // a line of its own
        {"a\U000E0041b", "a?b"},                                 // a tag
        {"a\x9b\x31mb", "a\uFFFD1mb"},                           // the byte alone
        {"\xc3", "\uFFFD"},                                      // cut off
        {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},                  // a surrogate
        {"\xc0\x9b", "\uFFFD\uFFFD"},                            // a longer form than needed
        {"\xf4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},        // behind the last character
        {"\U0001F468\u200D\U0001F469", "\U0001F468?\U0001F469"}, // joined: seen one by one
        {"", ""},
    };
    for (const auto& row : table) {
        CAPTURE(row.from);
        CHECK(printable(row.from) == row.to);
    }
    CHECK(printable_lines("a\u009bb\n\n\tc") == "a?b\n\n?c");
    CHECK(printable_lines("a\n") == "a\n");
    CHECK(printable_lines("").empty());
}

TEST_CASE("JSON for people is the same JSON") {
    nlohmann::json all;
    for (char32_t point = 0; point <= 0x10FFFF; point += point < 0x3000 ? 1 : 0x3FD)
        if (point < 0xD800 || point > 0xDFFF) all["K\u00fc" + utf8(point)] = utf8(point) + "x";
    const auto text = printable_json(all.dump(1));
    CHECK(nlohmann::json::parse(text) == all);
    CHECK(printable_lines(text) == text);
    CHECK(text.find("\"K\u00fc\u00fc\": \"\u00fcx\"") != std::string::npos);
    CHECK(printable_json("\"\u202E\U000E0041\u007f\"") == "\"\\u202e\\udb40\\udc41\\u007f\"");
}
