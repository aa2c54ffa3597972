#include "agent/output/escape.hpp"

#include "text/printable.hpp"
#include "text/utf8.hpp"

#include <algorithm>

namespace fairway {

namespace {

/// What people see as a gap, also between lines.
bool is_gap(char32_t c) {
    return c == '\n' || c == '\r' || c == '\t' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/// The blanks of Unicode, which spreadsheets leave out where a cell begins.
bool is_blank(char32_t c) {
    return c == ' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

/// Also as wide and small forms, which a Japanese spreadsheet takes for the same; and the minus sign.
bool begins_formula(char32_t c) {
    constexpr std::u32string_view signs = U"=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212";
    return signs.find(c) != std::u32string_view::npos;
}

/// Whether a spreadsheet would count instead of showing the cell.
bool looks_like_formula(std::string_view cell) {
    while (!cell.empty()) {
        const auto point = next_utf8(cell);
        if (!is_blank(point)) return begins_formula(point);
    }
    return false;
}

bool starts_alike(std::string_view text, std::string_view start) {
    return text.size() >= start.size() && std::equal(start.begin(), start.end(), text.begin(), [](char s, char t) {
               return s == (t >= 'A' && t <= 'Z' ? static_cast<char>(t - 'A' + 'a') : t);
           });
}

/// What GitHub makes a link of by itself. Mail addresses end at their "@".
std::size_t begins_link(std::string_view text) {
    for (const std::string_view start : {"http:", "https:", "ftp:", "www"})
        if (starts_alike(text, start) && (start != "www" || text.substr(start.size()).starts_with('.')))
            return start.size();
    return 0;
}

} // namespace

std::string one_line(std::string_view text) {
    std::string line;
    const std::string valid = valid_utf8(text);
    for (std::string_view rest = valid; !rest.empty();) {
        const auto point = next_utf8(rest);
        if (is_gap(point))
            line += ' ';
        else if (is_seen(point))
            append_utf8(line, point);
    }
    return line;
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
    const std::string line = one_line(text);
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (const auto link = begins_link(std::string_view(line).substr(at)); link > 0) {
            result += line.substr(at, link) + "<!-- -->";
            at += link - 1;
        } else if (c == '<')
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
        if (looks_like_formula(cell)) cell.insert(0, "'");
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
