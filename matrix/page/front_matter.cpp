#include "matrix/page/front_matter.hpp"

#include "matrix/page/cell_text.hpp"
#include "text/names.hpp"

#include <array>
#include <utility>

namespace fairway {

namespace {

constexpr std::size_t longest_value = 1000;

std::string_view unquoted(std::string_view value) {
    const bool is_quoted = value.size() >= 2 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0];
    return is_quoted ? value.substr(1, value.size() - 2) : value;
}

/// With a zero in front where it has one digit.
std::string two_digits(std::string_view number) {
    return (number.size() == 1 ? "0" : "") + std::string(number);
}

} // namespace

front_matter read_front_matter(std::string_view text) {
    front_matter found;
    const std::array<std::pair<std::string_view, std::string*>, 4> keys{{{"title", &found.title},
                                                                         {"source_url", &found.url},
                                                                         {"last_updated", &found.updated},
                                                                         {"product_version", &found.product_version}}};
    for (std::size_t begin = 0, lines = 0; begin < text.size();) {
        const auto line = trimmed(text.substr(begin, text.find('\n', begin) - begin));
        begin = text.find('\n', begin);
        begin = begin == std::string_view::npos ? text.size() : begin + 1;
        ++lines;
        if (line == "---" && lines > 1) {
            found.bytes = begin;
            found.lines = lines;
            return found;
        }
        if (lines == 1 && line != "---") return {};
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto value = unquoted(trimmed(line.substr(colon + 1)));
        for (const auto& [key, to] : keys)
            if (line.substr(0, colon) == key && value.size() <= longest_value) *to = value;
    }
    return {}; // it never ends
}

std::optional<std::string> iso_date(std::string_view text) {
    std::string date(text);
    const auto first = text.find('/'), second = text.rfind('/');
    if (first != std::string_view::npos && second > first)
        date = std::string(text.substr(second + 1)) + "-" + two_digits(text.substr(0, first)) + "-" +
               two_digits(text.substr(first + 1, second - first - 1));
    if (!is_iso_date(date)) return std::nullopt;
    return date;
}

} // namespace fairway
