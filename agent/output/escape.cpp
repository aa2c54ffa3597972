#include "agent/output/escape.hpp"

#include "text/utf8.hpp"

#include <algorithm>

namespace fairway {

namespace {

/// A character of valid UTF-8 and its length in bytes.
struct character {
    char32_t code = 0;
    std::size_t size = 1;
};

character character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[at + n]); };
    const auto more = [&](std::size_t n) { return static_cast<char32_t>(byte(n) & 0x3F); };
    if (byte(0) < 0x80) return {byte(0), 1};
    if (byte(0) < 0xE0) return {(byte(0) & 0x1Fu) << 6 | more(1), 2};
    if (byte(0) < 0xF0) return {(byte(0) & 0x0Fu) << 12 | more(1) << 6 | more(2), 3};
    return {(byte(0) & 0x07u) << 18 | more(1) << 12 | more(2) << 6 | more(3), 4};
}

bool is_space(char32_t c) {
    return c == '\n' || c == '\r' || c == '\t' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool is_left_out(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) ||                          // control characters
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || // direction of writing
           (c & 0xFFFE) == 0xFFFE;                                         // no characters
}

} // namespace

std::string one_line(std::string_view text) {
    const std::string valid = valid_utf8(text);
    std::string result;
    for (std::size_t at = 0; at < valid.size();) {
        const auto c = character_at(valid, at);
        if (is_space(c.code))
            result += ' ';
        else if (!is_left_out(c.code))
            result.append(valid, at, c.size);
        at += c.size;
    }
    return result;
}

std::string markup(std::string_view text) {
    std::string result;
    for (const char c : one_line(text))
        switch (c) {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&quot;"; break;
        case '\'': result += "&#39;"; break;
        default: result += c;
        }
    return result;
}

std::string markdown(std::string_view text) {
    std::string result;
    for (const char c : one_line(text)) {
        if (c == '<')
            result += "&lt;";
        else if (c == '>')
            result += "&gt;";
        else if (c == '&')
            result += "&amp;";
        else if (c == '@')
            result += "@<!-- -->"; // so that nobody gets a message from GitHub
        else if (std::string_view("\\|*_`[]#~!$").find(c) != std::string_view::npos)
            result += std::string("\\") + c;
        else
            result += c;
    }
    return result;
}

std::string markdown_link(std::string_view url) {
    return is_web_address(url) && url.find('|') == std::string_view::npos ? "<" + std::string(url) + ">"
                                                                          : markdown(url);
}

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string cell = "\"";
    for (const char c : text) {
        if (c == '"') cell += '"';
        cell += c;
    }
    return cell + '"';
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::string cell = one_line(cells[i]);
        if (const auto first = cell.find_first_not_of(' ');
            first != std::string::npos && std::string_view("=+-@").find(cell[first]) != std::string_view::npos)
            cell.insert(0, "'");
        if (i > 0) line += ',';
        line += csv_cell(cell);
    }
    return line + "\r\n";
}

std::string harmless(std::string_view text, std::size_t most) {
    std::string result;
    for (const char c : one_line(text)) {
        if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue; // the rest of a character
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           std::string_view(" .,:;/()_-").find(c) != std::string_view::npos;
        result += plain ? c : '?';
        if (result.size() == most) break;
    }
    return result;
}

bool is_web_address(std::string_view url) {
    return (url.starts_with("https://") || url.starts_with("http://")) &&
           std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '<' && c != '>'; });
}

} // namespace fairway
