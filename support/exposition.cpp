#include "support/exposition.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace fairway {

namespace {

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr; // the shortest that is exact
    return {text.data(), end};
}

std::string escaped(std::string_view text, bool in_label) {
    std::string result;
    for (const char c : text)
        if (c == '\\')
            result += "\\\\";
        else if (c == '\n')
            result += "\\n";
        else if (c == '"' && in_label)
            result += "\\\"";
        else
            result += c;
    return result;
}

} // namespace

exposition& exposition::family(std::string_view name, std::string_view type, std::string_view help) {
    family_ = name;
    text_ += "# HELP " + family_ + " " + escaped(help, false) + "\n";
    text_ += "# TYPE " + family_ + " " + std::string(type) + "\n";
    return *this;
}

exposition& exposition::sample(double value, const labels& l, std::string_view suffix) {
    text_ += family_ + std::string(suffix);
    for (std::size_t i = 0; i < l.size(); ++i)
        text_ += (i == 0 ? "{" : ",") + std::string(l[i].first) + "=\"" + escaped(l[i].second, true) + "\"";
    text_ += (l.empty() ? " " : "} ") + number(value) + "\n";
    return *this;
}

} // namespace fairway
