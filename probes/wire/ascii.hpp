#pragma once

#include <algorithm>
#include <string_view>

namespace fairway::wire {

/// Of ASCII only and whatever the locale says: protocols mean nothing else.
inline char lower_case(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Equal but for the case of ASCII letters.
inline bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower_case(x) == lower_case(y); });
}

/// Whether `text` holds `word`, in any case.
inline bool has_word(std::string_view text, std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [](char x, char y) { return lower_case(x) == lower_case(y); }) != text.end();
}

} // namespace fairway::wire
