#include "text/printable.hpp"

#include "text/utf8.hpp"

#include <algorithm>

namespace fairway {

namespace {

struct hidden_range {
    char32_t first, last;
};

/// The general categories Cc, Cf (but for the signs that are written in front of numbers), Cs, Co, Zl and Zp, and the
/// property Default_Ignorable_Code_Point. In order.
constexpr hidden_range hidden[] = {
    {0x0000, 0x001F},     // C0 controls
    {0x007F, 0x009F},     // DEL, C1 controls
    {0x00AD, 0x00AD},     // soft hyphen
    {0x034F, 0x034F},     // combining grapheme joiner
    {0x061C, 0x061C},     // Arabic letter mark
    {0x115F, 0x1160},     // Hangul fillers
    {0x17B4, 0x17B5},     // Khmer inherent vowels
    {0x180B, 0x180F},     // Mongolian selectors, vowel separator
    {0x200B, 0x200F},     // zero width; direction marks
    {0x2028, 0x202E},     // line and paragraph separators; embeddings and overrides of direction
    {0x2060, 0x206F},     // word joiner, invisible operators; isolates of direction
    {0x3164, 0x3164},     // Hangul filler
    {0xD800, 0xF8FF},     // surrogates, private use
    {0xFDD0, 0xFDEF},     // noncharacters
    {0xFE00, 0xFE0F},     // variation selectors
    {0xFEFF, 0xFEFF},     // byte order mark
    {0xFFA0, 0xFFA0},     // halfwidth Hangul filler
    {0xFFF0, 0xFFFB},     // reserved, interlinear annotation
    {0x13430, 0x1343F},   // hieroglyph joiners (Unicode 15)
    {0x1BCA0, 0x1BCA3},   // shorthand controls
    {0x1D173, 0x1D17A},   // musical controls
    {0xE0000, 0xE0FFF},   // tags, more variation selectors
    {0xF0000, 0xFFFFD},   // private use
    {0x100000, 0x10FFFD}, // private use
};

/// A range that may have the character in it is the first that does not end before it.
bool is_hidden(char32_t point) {
    const auto* range = std::lower_bound(std::begin(hidden), std::end(hidden), point,
                                         [](const hidden_range& r, char32_t p) { return r.last < p; });
    return range != std::end(hidden) && point >= range->first;
}

bool is_plain_ascii(char c) {
    return c >= 0x20 && c < 0x7F;
}

void append_json_escape(std::string& text, char32_t unit) {
    static constexpr char hex[] = "0123456789abcdef";
    text += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        text += hex[(unit >> shift) & 0xF];
}

} // namespace

bool is_seen(char32_t point) {
    constexpr char32_t last = 0x10FFFF;
    const bool no_character = (point & 0xFFFE) == 0xFFFE; // the last two of each plane
    return point <= last && !no_character && !is_hidden(point);
}

std::string printable(std::string_view text) {
    if (std::all_of(text.begin(), text.end(), is_plain_ascii)) return std::string(text);
    std::string seen;
    while (!text.empty()) {
        const auto point = next_utf8(text);
        if (is_seen(point))
            append_utf8(seen, point);
        else
            seen += '?';
    }
    return seen;
}

std::string printable_lines(std::string_view text) {
    std::string lines;
    while (true) {
        const auto end = std::min(text.find('\n'), text.size());
        lines += printable(text.substr(0, end));
        if (end == text.size()) return lines;
        lines += '\n';
        text.remove_prefix(end + 1);
    }
}

std::string printable_json(std::string_view text) {
    std::string seen;
    seen.reserve(text.size());
    while (!text.empty()) {
        const auto point = next_utf8(text);
        // Between the strings there are line ends; within them, dump() has escaped them.
        if (is_seen(point) || point == '\n') {
            append_utf8(seen, point);
        } else if (point < 0x10000) {
            append_json_escape(seen, point);
        } else { // the two halves of UTF-16
            append_json_escape(seen, 0xD800 + ((point - 0x10000) >> 10));
            append_json_escape(seen, 0xDC00 + ((point - 0x10000) & 0x3FF));
        }
    }
    return seen;
}

} // namespace fairway
