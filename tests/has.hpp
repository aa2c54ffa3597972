#pragma once

#include <string>

namespace fairway::test {

/// Whether a text says something.
inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace fairway::test
