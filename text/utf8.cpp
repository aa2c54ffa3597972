#include "text/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fairway {

namespace {

unsigned char byte_at(std::string_view text, std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

} // namespace

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = byte_at(text, i);
        std::size_t length = 1;
        unsigned char low = 0x80, high = 0xBF; // what the second byte may be: tighter after four of the leads
        if (lead >= 0x80) {
            if (lead < 0xC2 || lead > 0xF4) return i;
            length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            if (lead == 0xE0) low = 0xA0;
            if (lead == 0xED) high = 0x9F;
            if (lead == 0xF0) low = 0x90;
            if (lead == 0xF4) high = 0x8F;
        }
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = byte_at(text, i + k);
            if (next < low || next > high) return i;
            low = 0x80;
            high = 0xBF;
        }
        i += length;
    }
    return std::nullopt;
}

std::string valid_utf8(std::string_view text) {
    if (!first_invalid_utf8(text)) return std::string(text);
    using nlohmann::json;
    return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace)).get<std::string>();
}

void append_utf8(std::string& text, char32_t point) {
    const auto continued = [&](int shift) { text += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
    if (point < 0x80) {
        text += static_cast<char>(point);
    } else if (point < 0x800) {
        text += static_cast<char>(0xC0 | (point >> 6));
        continued(0);
    } else if (point < 0x10000) {
        text += static_cast<char>(0xE0 | (point >> 12));
        continued(6);
        continued(0);
    } else {
        text += static_cast<char>(0xF0 | (point >> 18));
        continued(12);
        continued(6);
        continued(0);
    }
}

char32_t next_utf8(std::string_view& text) {
    const auto lead = byte_at(text, 0);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead >= 0x80 && (text.size() < length || first_invalid_utf8(text.substr(0, length)))) {
        text.remove_prefix(1);
        return 0xFFFD;
    }
    char32_t point = length == 1 ? lead : lead & (0x7F >> length);
    for (std::size_t i = 1; i < length; ++i)
        point = point << 6 | (byte_at(text, i) & 0x3F);
    text.remove_prefix(length);
    return point;
}

std::string_view utf8_prefix(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && continues_character(text[most]))
        --most;
    return text.substr(0, most);
}

std::string not_utf8(std::string_view text, std::size_t offset) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return "looks like UTF-16; save the file as UTF-8";
    static constexpr char hex[] = "0123456789ABCDEF";
    const auto byte = byte_at(text, offset);
    return std::string("is not valid UTF-8 (byte 0x") + hex[byte >> 4] + hex[byte & 0xF] + "); save the file as UTF-8";
}

std::string_view without_bom(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return text;
}

std::string position_of(std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, std::min(offset, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto start = before.rfind('\n') + 1; // npos + 1 == 0: the first line
    const auto column = 1 + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(start), before.end(),
                                          [](char c) { return !continues_character(c); });
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

} // namespace fairway
