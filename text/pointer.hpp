#pragma once

#include <string>
#include <string_view>

namespace fairway {

/// The JSON pointer (RFC 6901) one step further down: to a member, or to an element of a list.
inline std::string step(std::string pointer, std::string_view member) {
    pointer += '/';
    for (const char c : member) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
    return pointer;
}

inline std::string step(std::string pointer, std::size_t index) {
    return std::move(pointer) + "/" + std::to_string(index);
}

} // namespace fairway
