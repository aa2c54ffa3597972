#include "collector/store/cursor.hpp"

#include <charconv>
#include <string_view>

namespace fairway::collector {

namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr std::size_t longest_field = 1024;

[[noreturn]] void refuse() {
    throw bad_cursor("the cursor is not one that the collector gave; leave it out for the first page");
}

} // namespace

// Each text in hexadecimal, with a dot behind it: nothing to escape, and the order of fields cannot be mistaken.
std::string to_cursor(const std::vector<std::string>& key) {
    std::string text;
    for (const auto& field : key) {
        for (const char c : field) {
            const auto byte = static_cast<unsigned char>(c);
            text += digits[byte >> 4];
            text += digits[byte & 15];
        }
        text += '.';
    }
    return text;
}

std::vector<std::string> from_cursor(const std::string& cursor, std::size_t fields) {
    if (cursor.size() > fields * (2 * longest_field + 1)) refuse();
    std::vector<std::string> key(1);
    for (std::size_t i = 0; i < cursor.size();) {
        if (cursor[i] == '.') {
            key.emplace_back();
            ++i;
            continue;
        }
        const auto high = digits.find(cursor[i]);
        const auto low = i + 1 < cursor.size() ? digits.find(cursor[i + 1]) : std::string_view::npos;
        if (high == std::string_view::npos || low == std::string_view::npos) refuse();
        key.back() += static_cast<char>(high << 4 | low);
        i += 2;
    }
    if (!key.back().empty() || key.size() != fields + 1) refuse();
    key.pop_back();
    for (const auto& field : key)
        if (field.size() > longest_field) refuse();
    return key;
}

std::string to_cursor(long long number) {
    return std::to_string(number);
}

long long number_from_cursor(const std::string& cursor) {
    long long number = 0;
    const char* end = cursor.data() + cursor.size();
    const auto [rest, error] = std::from_chars(cursor.data(), end, number);
    if (error != std::errc() || rest != end || number < 0) refuse();
    return number;
}

} // namespace fairway::collector
