#include "text/columns.hpp"

#include "text/utf8.hpp"

#include <algorithm>

namespace fairway {

std::size_t width_of(std::string_view text) {
    std::size_t width = 0;
    for (const char c : text)
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++width;
    return width;
}

std::string padded(std::string_view text, std::size_t width) {
    std::string result(text);
    const std::size_t used = width_of(text);
    if (used < width) result.append(width - used, ' ');
    return result;
}

std::string wrapped(std::string_view first, std::string_view text, std::size_t width) {
    std::string result(first);
    const std::string indent(width_of(first), ' ');
    std::size_t column = indent.size();
    bool at_start = true;
    for (std::size_t at = 0; at < text.size();) {
        const auto space = std::min(text.find(' ', at), text.size());
        const auto word = text.substr(at, space - at);
        at = space + 1;
        if (word.empty()) continue;
        const std::size_t needed = width_of(word);
        if (!at_start && column + 1 + needed > width) {
            result += "\n" + indent;
            column = indent.size();
            at_start = true;
        }
        if (!at_start) {
            result += ' ';
            ++column;
        }
        result += word;
        column += needed;
        at_start = false;
    }
    return result + "\n";
}

std::string joined(const std::vector<std::string>& words, std::size_t most, std::string_view between) {
    std::string text;
    for (std::size_t i = 0; i < words.size() && i < most; ++i) {
        if (i > 0) text += between;
        text += words[i];
    }
    if (words.size() > most) text += " and " + std::to_string(words.size() - most) + " more";
    return text;
}

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
    return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

std::string printable(std::string_view text) {
    std::string result = valid_utf8(text);
    for (char& c : result)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return result;
}

} // namespace fairway
