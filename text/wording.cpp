#include "text/wording.hpp"

#include "text/utf8.hpp"

namespace fairway {

namespace {

constexpr std::size_t shown_bytes = 60;
constexpr std::size_t shown_words = 12;

} // namespace

std::string in_quotes(std::string_view text) {
    static constexpr char hex[] = "0123456789abcdef";
    const auto shown = utf8_prefix(text, shown_bytes);
    std::string out = "\"";
    for (const char c : shown) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            out += "\\x";
            out += hex[byte >> 4];
            out += hex[byte & 0xF];
        } else {
            out += c;
        }
    }
    out += shown.size() < text.size() ? "…\"" : "\"";
    return out;
}

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    const auto shown = words.size() > shown_words + 1 ? shown_words : words.size();
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
        out += words[i];
    }
    if (shown < words.size()) out += " or one of " + std::to_string(words.size() - shown) + " others";
    return out;
}

} // namespace fairway
