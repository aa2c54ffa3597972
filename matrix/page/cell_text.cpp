#include "matrix/page/cell_text.hpp"

#include "text/names.hpp"
#include "text/odd_character.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fairway {

namespace {

constexpr std::string_view cell_blanks = " \t\r\n";

/// Links and tags are shorter: what is longer was not meant as one, and is not searched for again and again.
constexpr std::size_t longest_mark_up = 2000;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_punctuation(char c) {
    return (c > ' ' && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c < 0x7F);
}

/// Superscript digits, dagger and double dagger.
bool is_footnote_mark(char32_t point) {
    return point == 0xB2 || point == 0xB3 || point == 0xB9 || point == 0x2020 || point == 0x2021 ||
           (point >= 0x2070 && point <= 0x2079);
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> entities{{{"&amp;", "&"},
                                                                                 {"&lt;", "<"},
                                                                                 {"&gt;", ">"},
                                                                                 {"&quot;", "\""},
                                                                                 {"&#39;", "'"},
                                                                                 {"&nbsp;", " "},
                                                                                 {"&#160;", " "},
                                                                                 {"&ndash;", "-"}}};

/// Those that lay text out; what else stands in angle brackets is a placeholder.
constexpr std::array<std::string_view, 20> tags{"a", "b",   "br", "code",  "div",  "em",     "font", "i",   "li", "ol",
                                                "p", "pre", "s",  "small", "span", "strong", "sub",  "sup", "u",  "ul"};
constexpr std::array<std::string_view, 5> tags_of_lines{"br", "div", "li", "ol", "p"};

class markdown_cell {
  public:
    explicit markdown_cell(std::string_view text) : rest_(text) {}

    std::string read() {
        while (!rest_.empty()) {
            if (read_escape() || read_link() || read_tag() || read_entity() || read_emphasis() || read_footnote())
                continue;
            out_ += rest_.front();
            rest_.remove_prefix(1);
        }
        return std::move(out_);
    }

  private:
    bool read_escape() {
        if (rest_.size() < 2 || rest_[0] != '\\' || !is_punctuation(rest_[1])) return false;
        out_ += rest_[1];
        rest_.remove_prefix(2);
        return true;
    }

    std::optional<std::string_view> up_to(std::string_view from, char end) const {
        const auto at = from.substr(0, longest_mark_up).find(end);
        if (at == std::string_view::npos) return std::nullopt;
        return from.substr(0, at);
    }

    /// [text](address), [1] behind a word, [^1].
    bool read_link() {
        const bool is_image = rest_.starts_with("![");
        if (!is_image && rest_[0] != '[') return false;
        const auto text = up_to(rest_.substr(is_image ? 2 : 1), ']');
        if (!text) return false;
        const auto behind = rest_.substr(text->size() + (is_image ? 3 : 2));
        std::optional<std::string_view> address;
        if (behind.starts_with('(')) address = up_to(behind.substr(1), ')');
        const bool is_number = !text->empty() && std::all_of(text->begin(), text->end(), is_digit);
        const bool is_mark = text->starts_with('^') || (is_number && !out_.empty() && out_.back() != ' ');
        if (!address && !is_mark) return false;
        if (!is_mark) out_ += markdown_cell(*text).read(); // has no "]": one level
        rest_ = address ? behind.substr(address->size() + 2) : behind;
        return true;
    }

    bool read_tag() {
        if (rest_[0] != '<') return false;
        const auto inside = up_to(rest_.substr(1), '>');
        if (!inside) return false;
        const bool closes = inside->starts_with('/');
        auto name = inside->substr(closes ? 1 : 0);
        name = name.substr(0, name.find_first_of(" /\t"));
        if (inside->starts_with("http://") || inside->starts_with("https://")) {
            out_ += *inside;
        } else {
            const auto lower = lower_case(name);
            if (std::find(tags.begin(), tags.end(), lower) == tags.end()) return false;
            if (std::find(tags_of_lines.begin(), tags_of_lines.end(), lower) != tags_of_lines.end()) out_ += '\n';
            if (lower == "sup" && !closes) {
                const auto end = rest_.substr(0, longest_mark_up).find("</");
                if (end != std::string_view::npos) {
                    rest_.remove_prefix(end);
                    return true;
                }
            }
        }
        rest_.remove_prefix(inside->size() + 2);
        return true;
    }

    bool read_entity() {
        if (rest_[0] != '&') return false;
        for (const auto& [written, meant] : entities)
            if (rest_.starts_with(written)) {
                out_ += meant;
                rest_.remove_prefix(written.size());
                return true;
            }
        return false;
    }

    /// A star is part of "*.example.com", else it makes bold, begins an item of a list or marks a footnote.
    bool read_emphasis() {
        if (rest_[0] == '`') {
            rest_.remove_prefix(1);
            return true;
        }
        if (rest_.starts_with("__")) {
            rest_.remove_prefix(2);
            return true;
        }
        if (rest_[0] != '*' || rest_.starts_with("*.")) return false;
        if (rest_.starts_with("* ") && (out_.empty() || out_.back() == ' ')) out_ += '\n';
        rest_.remove_prefix(1);
        return true;
    }

    bool read_footnote() {
        if (!(rest_[0] & 0x80)) return false;
        auto behind = rest_;
        if (!is_footnote_mark(next_utf8(behind))) return false;
        rest_ = behind;
        return true;
    }

    std::string_view rest_;
    std::string out_;
};

/// Two spaces or more are a line's end.
std::string with_lines(std::string_view text) {
    std::string lines;
    while (!text.empty()) {
        const auto blanks = std::min(text.find_first_not_of(cell_blanks), text.size());
        if (blanks > 0) {
            const auto run = text.substr(0, blanks);
            if (!lines.empty() && blanks < text.size())
                lines += blanks > 1 || run.find('\n') != std::string_view::npos ? '\n' : ' ';
            text.remove_prefix(blanks);
        }
        const auto word = text.substr(0, text.find_first_of(cell_blanks));
        lines += word;
        text.remove_prefix(word.size());
    }
    return lines;
}

} // namespace

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(cell_blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(cell_blanks) + 1 - first);
}

std::optional<std::vector<std::string_view>> split_cells(std::string_view line) {
    line = trimmed(line);
    if (!line.starts_with('|')) return std::nullopt;
    line.remove_prefix(1);
    std::vector<std::string_view> cells;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == '|') {
            cells.push_back(trimmed(line.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    if (begin < line.size()) cells.push_back(trimmed(line.substr(begin)));
    return cells;
}

bool is_rule(const std::vector<std::string_view>& cells) {
    return !cells.empty() && std::all_of(cells.begin(), cells.end(), [](std::string_view cell) {
        return cell.find('-') != std::string_view::npos && cell.find_first_not_of(":-") == std::string_view::npos;
    });
}

std::string plain_text(std::string_view cell) {
    auto seen = without_invisible(cell);
    std::replace_if(
        seen.begin(), seen.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return with_lines(markdown_cell(seen).read());
}

std::string in_one_line(std::string_view text) {
    auto line = with_lines(text);
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

} // namespace fairway
