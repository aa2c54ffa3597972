#include "text/columns.hpp"

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

std::size_t line_width(std::optional<std::size_t> terminal) {
    constexpr std::size_t narrowest = 40; // Below, nothing is readable: let the terminal break the lines.
    return terminal.value_or(0) == 0 ? default_width : std::max(*terminal, narrowest);
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        auto end = std::min(text.find_first_of(" \n`", at), text.size());
        while (end < text.size() && text[end] == '`') {
            const auto close = text.find('`', end + 1);
            end =
                std::min(text.find_first_of(" \n`", (close == std::string_view::npos ? end : close) + 1), text.size());
        }
        if (end > at) words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::string wrapped(std::string_view first, std::string_view text, std::size_t width) {
    return wrapped(first, words_of(text), width);
}

std::string wrapped(std::string_view first, const std::vector<std::string_view>& words, std::size_t width) {
    std::string result(first);
    const std::string indent(width_of(first), ' ');
    std::size_t column = indent.size();
    bool at_start = true;
    for (const auto word : words) {
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

std::string beside_or_below(std::string_view first, std::string_view text, std::size_t indent, std::size_t width) {
    constexpr std::size_t least = 24; // columns of text that can be read without effort
    if (width_of(first) + least <= width) return wrapped(first, text, width);
    return std::string(first.substr(0, first.find_last_not_of(' ') + 1)) + "\n" +
           wrapped(std::string(indent, ' '), text, width);
}

std::string clipped(std::string_view text, std::size_t width) {
    if (width_of(text) <= width) return std::string(text);
    constexpr std::string_view cut = "...";
    if (width <= cut.size()) return std::string(cut.substr(0, width));
    std::size_t end = 0;
    for (std::size_t columns = 0; end < text.size(); ++end) {
        if ((static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) continue;
        if (columns == width - cut.size()) break;
        ++columns;
    }
    return std::string(text.substr(0, end)) + std::string(cut);
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

} // namespace fairway
