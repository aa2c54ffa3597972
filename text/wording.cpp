#include "text/wording.hpp"

#include "text/printable.hpp"
#include "text/utf8.hpp"

#include <cstdint>

namespace fairway {

namespace {

constexpr std::size_t shown_bytes = 60;
constexpr std::size_t shown_words = 12;

std::string in_hex(std::uint32_t number, std::size_t least_digits) {
    static constexpr char hex[] = "0123456789abcdef";
    std::string digits;
    for (; number > 0 || digits.size() < least_digits; number >>= 4)
        digits.insert(digits.begin(), hex[number & 0xF]);
    return digits;
}

} // namespace

std::string in_quotes(std::string_view text) {
    const auto shown = utf8_prefix(text, shown_bytes);
    std::string out = "\"";
    for (auto rest = shown; !rest.empty();) {
        const auto byte = rest.front();
        const auto before = rest;
        const auto point = next_utf8(rest);
        const auto bytes = before.substr(0, before.size() - rest.size());
        if (is_seen(point) && first_invalid_utf8(bytes) == std::nullopt)
            out += bytes;
        else if (bytes.size() == 1)
            out += "\\x" + in_hex(static_cast<unsigned char>(byte), 2);
        else
            out += "\\u{" + in_hex(point, 4) + '}';
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
