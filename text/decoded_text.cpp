#include "text/decoded_text.hpp"

#include "text/utf8.hpp"

#include <cstdint>
#include <utility>

namespace fairway {

namespace {

/// Windows-1252 differs from ISO 8859-1 in these (Unicode's CP1252.TXT); 0: not assigned.
constexpr char32_t from_0x80[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// What a decoder has made, up to where it could not go on.
struct attempt {
    std::string text;
    std::string wrong; ///< empty: all went well
};

attempt from_windows_1252(std::string_view bytes) {
    attempt a;
    a.text.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const char32_t point = byte >= 0x80 && byte < 0xA0 ? from_0x80[byte - 0x80] : byte;
        if (point == 0 && byte != 0) {
            a.wrong = "is neither UTF-8 nor Windows-1252 text; save the file as UTF-8";
            return a;
        }
        append_utf8(a.text, point);
    }
    return a;
}

attempt from_utf16(std::string_view bytes, bool big_endian) {
    attempt a;
    a.text.reserve(bytes.size());
    const auto unit_at = [&](std::size_t i) {
        const auto first = static_cast<unsigned char>(bytes[i]), second = static_cast<unsigned char>(bytes[i + 1]);
        return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
    };
    const auto is_high = [](char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; };
    const auto is_low = [](char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; };
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2) {
        auto point = unit_at(i);
        if (is_high(point) && i + 3 < bytes.size() && is_low(unit_at(i + 2))) {
            point = 0x10000 + ((point - 0xD800) << 10) + (unit_at(i + 2) - 0xDC00);
            i += 2;
        } else if (is_high(point) || is_low(point)) {
            a.wrong = "is not valid UTF-16 (half of a character); save the file as UTF-8";
            return a;
        }
        append_utf8(a.text, point);
    }
    if (i != bytes.size()) a.wrong = "is UTF-16, but ends within a character; was the file cut off?";
    return a;
}

} // namespace

namespace {

bool is_little_endian(std::string_view bytes) {
    return bytes.starts_with("\xFF\xFE");
}

problem damage_of(const attempt& a, const std::string& file) {
    return {file, position_of(a.text, a.text.size()), a.wrong};
}

} // namespace

bool has_utf16_mark(std::string_view bytes) {
    return is_little_endian(bytes) || bytes.starts_with("\xFE\xFF");
}

read_result<std::string> utf16_to_utf8(std::string_view bytes, const std::string& file) {
    auto a = from_utf16(bytes.substr(2), !is_little_endian(bytes));
    if (!a.wrong.empty()) return {std::nullopt, {damage_of(a, file)}};
    return {std::move(a.text), {}};
}

read_result<decoded_text> decode_text(std::string_view bytes, const std::string& file) {
    const auto result = [&](attempt a, std::string note) -> read_result<decoded_text> {
        if (!a.wrong.empty()) return {std::nullopt, {damage_of(a, file)}};
        return {decoded_text{std::move(a.text), std::move(note)}, {}};
    };
    if (has_utf16_mark(bytes)) return result(from_utf16(bytes.substr(2), !is_little_endian(bytes)), "");
    const auto alternates = [&](std::size_t zero) { // two letters of ASCII
        return bytes.size() >= 4 && bytes[zero] == 0 && bytes[zero + 2] == 0 && bytes[1 - zero] != 0 &&
               bytes[3 - zero] != 0;
    };
    if (alternates(0) || alternates(1)) return result(from_utf16(bytes, alternates(0)), "");
    bytes = without_bom(bytes);
    const auto bad = first_invalid_utf8(bytes);
    if (!bad) return result({std::string(bytes), ""}, "");
    return result(from_windows_1252(bytes), "is not UTF-8 (" + position_of(bytes, *bad) +
                                                "); read as Windows-1252. If letters come out wrong, save it as UTF-8");
}

} // namespace fairway
