#include "text/odd_character.hpp"

#include "text/utf8.hpp"

#include <algorithm>

namespace fairway {

namespace {

struct odd {
    char32_t point;
    char looks_like; ///< 0: it cannot be seen
    std::string_view name;
};

/// By code point. The letters are those that fonts draw as the Latin ones (Unicode's confusables.txt).
constexpr odd odd_ones[] = {
    {0x00A0, ' ', "no-break space"},
    {0x00AD, 0, "soft hyphen"},
    {0x0391, 'A', "Greek letter"},
    {0x0392, 'B', "Greek letter"},
    {0x0395, 'E', "Greek letter"},
    {0x0396, 'Z', "Greek letter"},
    {0x0397, 'H', "Greek letter"},
    {0x0399, 'I', "Greek letter"},
    {0x039A, 'K', "Greek letter"},
    {0x039C, 'M', "Greek letter"},
    {0x039D, 'N', "Greek letter"},
    {0x039F, 'O', "Greek letter"},
    {0x03A1, 'P', "Greek letter"},
    {0x03A4, 'T', "Greek letter"},
    {0x03A5, 'Y', "Greek letter"},
    {0x03A7, 'X', "Greek letter"},
    {0x03BD, 'v', "Greek letter"},
    {0x03BF, 'o', "Greek letter"},
    {0x0405, 'S', "Cyrillic letter"},
    {0x0406, 'I', "Cyrillic letter"},
    {0x0408, 'J', "Cyrillic letter"},
    {0x0410, 'A', "Cyrillic letter"},
    {0x0412, 'B', "Cyrillic letter"},
    {0x0415, 'E', "Cyrillic letter"},
    {0x041A, 'K', "Cyrillic letter"},
    {0x041C, 'M', "Cyrillic letter"},
    {0x041D, 'H', "Cyrillic letter"},
    {0x041E, 'O', "Cyrillic letter"},
    {0x0420, 'P', "Cyrillic letter"},
    {0x0421, 'C', "Cyrillic letter"},
    {0x0422, 'T', "Cyrillic letter"},
    {0x0423, 'Y', "Cyrillic letter"},
    {0x0425, 'X', "Cyrillic letter"},
    {0x0430, 'a', "Cyrillic letter"},
    {0x0435, 'e', "Cyrillic letter"},
    {0x043E, 'o', "Cyrillic letter"},
    {0x0440, 'p', "Cyrillic letter"},
    {0x0441, 'c', "Cyrillic letter"},
    {0x0443, 'y', "Cyrillic letter"},
    {0x0445, 'x', "Cyrillic letter"},
    {0x0455, 's', "Cyrillic letter"},
    {0x0456, 'i', "Cyrillic letter"},
    {0x0458, 'j', "Cyrillic letter"},
    {0x200B, 0, "zero-width space"},
    {0x200C, 0, "zero-width non-joiner"},
    {0x200D, 0, "zero-width joiner"},
    {0x200E, 0, "left-to-right mark"},
    {0x200F, 0, "right-to-left mark"},
    {0x2010, '-', "hyphen"},
    {0x2011, '-', "no-break hyphen"},
    {0x2012, '-', "figure dash"},
    {0x2013, '-', "en dash"},
    {0x2014, '-', "em dash"},
    {0x2018, '\'', "curly quote"},
    {0x2019, '\'', "curly quote"},
    {0x201C, '"', "curly quote"},
    {0x201D, '"', "curly quote"},
    {0x2024, '.', "one dot leader"},
    {0x202F, ' ', "narrow no-break space"},
    {0x2060, 0, "word joiner"},
    {0x2212, '-', "minus sign"},
    {0x3000, ' ', "ideographic space"},
    {0xFEFF, 0, "byte order mark"},
};

struct range {
    char32_t first, last;
    char looks_like; ///< the first of them
    bool one_by_one; ///< the others look like what follows in ASCII
    std::string_view name;
};

constexpr range odd_ranges[] = {
    {0x2000, 0x200A, ' ', false, "wide or thin space"},
    {0x202A, 0x202E, 0, false, "text direction mark"},
    {0x2066, 0x2069, 0, false, "text direction mark"},
    {0xFF01, 0xFF5E, '!', true, "full-width character"},
};

odd find(char32_t point) {
    const auto one = std::lower_bound(std::begin(odd_ones), std::end(odd_ones), point,
                                      [](const odd& o, char32_t p) { return o.point < p; });
    if (one != std::end(odd_ones) && one->point == point) return *one;
    for (const auto& r : odd_ranges)
        if (point >= r.first && point <= r.last)
            return {point, static_cast<char>(r.one_by_one ? r.looks_like + (point - r.first) : r.looks_like), r.name};
    return {};
}

std::string code_of(char32_t point) {
    static constexpr char hex[] = "0123456789ABCDEF";
    std::string code = "U+";
    for (int shift = 12; shift >= 0; shift -= 4)
        code += hex[(point >> shift) & 0xF];
    return code;
}

} // namespace

std::string odd_character(std::string_view text) {
    while (!text.empty()) {
        const auto o = find(next_utf8(text));
        if (o.point == 0) continue;
        return "has " + code_of(o.point) + " (" + std::string(o.name) + "), which " +
               (o.looks_like == 0     ? "cannot be seen"
                : o.looks_like == ' ' ? "looks like a space"
                                      : std::string("looks like \"") + o.looks_like + '"');
    }
    return {};
}

std::string without_invisible(std::string_view text) {
    std::string seen;
    while (!text.empty()) {
        const auto before = text;
        const auto o = find(next_utf8(text));
        if (o.point == 0)
            seen += before.substr(0, before.size() - text.size());
        else if (o.looks_like == ' ')
            seen += ' ';
        else if (o.looks_like != 0)
            seen += before.substr(0, before.size() - text.size());
    }
    return seen;
}

} // namespace fairway
