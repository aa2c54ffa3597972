#pragma once

#include <cctype>
#include <string>
#include <string_view>

/// The bytes of "05 00 0c"; spaces may stand anywhere.
inline std::string unhex(std::string_view text) {
    std::string out;
    int high = -1;
    for (const char c : text) {
        if (c == ' ') continue;
        const int digit = c <= '9' ? c - '0' : std::tolower(c) - 'a' + 10;
        if (high < 0) {
            high = digit;
        } else {
            out += static_cast<char>(high << 4 | digit);
            high = -1;
        }
    }
    return out;
}
