#include "text/json_text.hpp"

#include "text/pointer.hpp"
#include "text/problem_list.hpp"
#include "text/utf8.hpp"
#include "text/wording.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace fairway {

namespace {

using nlohmann::json;

/// What the parser's own message says, and what we say instead. First match counts.
constexpr std::pair<std::string_view, std::string_view> lexer_errors[] = {
    {"missing closing quote", "the string has no closing double quote"},
    {"control character U+000A", "the string has no closing double quote on its line"},
    {"control character U+000D", "the string has no closing double quote on its line"},
    {"control character U+0009", "a tab inside a string must be written \\t"},
    {"control character", "a control character inside a string must be written as \\u and four hex digits"},
    {"forbidden character after backslash", "a backslash inside a string must be doubled: \\\\"},
    {"hex digits", "\\u must be followed by four hex digits"},
    {"surrogate", "the \\u escape is one half of a pair whose other half is missing"},
    {"missing closing '*/'", "the comment has no closing */"},
    {"invalid comment", "a lone /; comments are // to the end of the line, or /* … */"},
    {"invalid number", "the number is not complete"},
    {"number overflow", "the number is too large"},
};

constexpr std::pair<std::string_view, std::string_view> expectations[] = {
    {"; expected end of input", "the end of the file"}, {"while parsing object key", "a name in double quotes"},
    {"while parsing object separator", "\":\""},        {"while parsing object", "\",\" or \"}\""},
    {"while parsing array", "\",\" or \"]\""},
};

std::string_view look_up(std::string_view message, const auto& table, std::string_view otherwise) {
    for (const auto& [needle, words] : table)
        if (message.find(needle) != std::string_view::npos) return words;
    return otherwise;
}

bool in_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
           c == '-' || c == '+';
}

/// Goes through the text and says how far the parser has come, which it does not tell by itself.
class tracked_position {
  public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    tracked_position(const char* at, const char** seen) : at_(at), seen_(seen) {}
    reference operator*() const { return *at_; }
    tracked_position& operator++() {
        *seen_ = ++at_;
        return *this;
    }
    bool operator==(const tracked_position& other) const { return at_ == other.at_; }

  private:
    const char* at_;
    const char** seen_;
};

/// As much of a pointer as a person may want to read.
std::string shown(const std::string& pointer) {
    constexpr std::size_t most = 200;
    return pointer.size() <= most ? pointer : std::string(utf8_prefix(pointer, most)) + "…";
}

/// The objects of one list of the outermost object, as they stand in the text.
struct wanted_elements {
    std::string_view list;
    std::vector<std::string_view>* found = nullptr; ///< null: none are wanted
};

/// `text` with a space in place of each comma behind the last entry of a list or an object, so that everything stays
/// where it is. A comma behind nothing stays, and is an error.
std::string without_trailing_commas(std::string_view text) {
    std::string out(text);
    char before = '{';                // the last character that is no blank and in no comment
    std::optional<std::size_t> comma; // behind an entry, and nothing has come since
    const auto skip_to = [&](std::size_t i, std::string_view end) { // the last byte of `end`
        const auto found = text.find(end, i);
        return found == std::string_view::npos ? text.size() : found + end.size() - 1;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto next = text.substr(i + 1, 1);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
        if (c == '/' && (next == "/" || next == "*")) {
            i = next == "/" ? skip_to(i + 2, "\n") : skip_to(i + 2, "*/");
            continue;
        }
        if (c == '"')
            for (++i; i < text.size() && text[i] != '"' && text[i] != '\n'; ++i)
                if (text[i] == '\\') ++i;
        if ((c == '}' || c == ']') && comma) out[*comma] = ' ';
        comma.reset();
        if (c == ',' && before != '{' && before != '[' && before != ',' && before != ':') comma = i;
        before = c;
    }
    return out;
}

/// Builds the value while it watches what nlohmann/json itself lets pass: depth and duplicate keys.
class strict_builder {
  public:
    strict_builder(std::string_view text, const json_limits& limits, problem_list& problems, wanted_elements wanted)
        : text_(text), limits_(limits), problems_(problems), wanted_(wanted), position_(text.data()) {}

    tracked_position begin() { return {text_.data(), &position_}; }
    tracked_position end() { return {text_.data() + text_.size(), &position_}; }

    json take() && { return std::move(root_); }

    bool null() { return place(nullptr); }
    bool boolean(bool value) { return place(value); }
    bool number_integer(json::number_integer_t value) { return place(value); }
    bool number_unsigned(json::number_unsigned_t value) { return place(value); }
    bool number_float(json::number_float_t value, const std::string&) { return place(value); }
    bool string(std::string& value) { return place(std::move(value)); }
    bool binary(json::binary_t&) { return false; } // JSON text has none

    bool start_object(std::size_t) {
        if (wanted_.found && levels_.size() == 2 && levels_[1].container->is_array() && levels_[0].key &&
            *levels_[0].key == wanted_.list)
            element_ = position_ - 1;
        return open(json::object());
    }
    bool start_array(std::size_t) { return open(json::array()); }
    bool end_object() {
        if (element_ && levels_.size() == 3) {
            wanted_.found->emplace_back(element_, static_cast<std::size_t>(position_ - element_));
            element_ = nullptr;
        }
        return close();
    }
    bool end_array() { return close(); }

    bool key(std::string& name) {
        auto& top = levels_.back();
        const auto [member, is_new] = top.container->get_ref<json::object_t&>().try_emplace(std::move(name));
        top.key = &member->first;
        top.value = &member->second;
        if (is_new) return true;
        // Keys of strangers may be megabytes, and doubled a million times: neither may cost more than it is worth.
        problems_.add(shown(step(pointer(), *top.key)), "the key " + in_quotes(*top.key) + " is given twice; keep one");
        return !problems_.is_full();
    }

    bool parse_error(std::size_t read, const std::string& token, const json::exception& error) {
        const std::string_view raw = error.what();
        const auto last = std::min(read > 0 ? read - 1 : 0, text_.size()); // offset of the last byte that was read
        const auto words = look_up(raw, lexer_errors, "");
        if (!words.empty()) {
            problems_.add(position_of(text_, last), std::string(words));
            return false;
        }
        const auto expected = look_up(raw, expectations, "a value");
        const auto start = start_of_token(last, token);
        problems_.add(position_of(text_, start),
                      "expected " + std::string(expected) + ", found " + found_at(start, last, expected));
        return false;
    }

  private:
    struct level {
        json* container;
        const std::string* key = nullptr; ///< of an object: the member being read
        json* value = nullptr;            ///< and its place
    };

    /// Elements stay where they are while their descendants are read: a list only grows once they are complete.
    /// Null: there are too many already.
    json* place(json value) {
        if (++values_ > limits_.values) {
            problems_.add("", "has more than " + std::to_string(limits_.values) + " values, the most that are read");
            return nullptr;
        }
        if (levels_.empty()) return &(root_ = std::move(value));
        auto& top = levels_.back();
        if (top.value) return &(*top.value = std::move(value));
        top.container->push_back(std::move(value));
        return &top.container->back();
    }

    bool open(json container) {
        if (static_cast<int>(levels_.size()) == limits_.depth) {
            problems_.add(shown(pointer()),
                          "lists and objects are nested deeper than " + std::to_string(limits_.depth) + " levels");
            return false;
        }
        auto* placed = place(std::move(container));
        if (placed) levels_.push_back({placed});
        return placed;
    }

    bool close() {
        levels_.pop_back();
        return true;
    }

    /// To the innermost container.
    std::string pointer() const {
        std::string path;
        for (std::size_t i = 0; i + 1 < levels_.size(); ++i) {
            const auto& l = levels_[i];
            path = l.container->is_object() ? step(std::move(path), *l.key)
                                            : step(std::move(path), l.container->size() - 1);
        }
        return path;
    }

    std::size_t start_of_token(std::size_t last, const std::string& token) const {
        if (last >= text_.size()) return text_.size();
        if (text_[last] == '"' && token.size() <= last + 1 && token.starts_with('"')) return last + 1 - token.size();
        auto start = last;
        while (in_word(text_[start]) && start > 0 && in_word(text_[start - 1]))
            --start;
        return start;
    }

    std::string found_at(std::size_t start, std::size_t last, std::string_view expected) const {
        if (start >= text_.size()) return "the end of the file";
        auto end = last + 1;
        while (in_word(text_[start]) && end < text_.size() && in_word(text_[end]))
            ++end;
        while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80)
            ++end;
        const auto found = text_.substr(start, end - start);
        const bool may_quote = limits_.quote || found.find_first_not_of("{}[]:,") == std::string_view::npos;
        if (found.front() == '"')
            return may_quote ? "the string " + in_quotes(found.substr(1, found.size() - 2)) : std::string("a string");
        auto out = may_quote ? in_quotes(found) : std::string("something else");
        if (expected == "a value" || expected.starts_with("a name")) {
            if (found == "}" || found == "]")
                out += "; no comma after the last one";
            else if (found == "'" || !in_word(found.front()) || found.find_first_of("0123456789+-.") != 0)
                out += "; strings and names need double quotes";
        }
        return out;
    }

    std::string_view text_;
    const json_limits& limits_;
    problem_list& problems_;
    wanted_elements wanted_;
    const char* position_;          ///< after the last byte that was read
    const char* element_ = nullptr; ///< where the wanted object begins that is being read
    json root_;
    std::size_t values_ = 0;
    std::vector<level> levels_;
};

read_result<json> parse(std::string_view text, const std::string& file, const json_limits& limits,
                        wanted_elements wanted) {
    problem_list problems(file, limits.problems);
    const auto refuse = [&](std::string where, std::string why) {
        problems.add(std::move(where), std::move(why));
        return read_result<json>{std::nullopt, std::move(problems).take()};
    };
    if (text.size() > limits.bytes)
        return refuse("", "is larger than " + std::to_string(limits.bytes) + " bytes, the most that is read");
    text = without_bom(text);
    if (const auto bad = first_invalid_utf8(text)) return refuse(position_of(text, *bad), not_utf8(text, *bad));
    // The parser takes a zero byte for the end of the text and would not look at what follows.
    if (const auto zero = text.find('\0'); zero != std::string_view::npos)
        return refuse(position_of(text, zero), "contains a zero byte; expected a text file");
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return refuse("", "is empty; expected a JSON object");

    std::string mended;
    if (limits.trailing_commas) text = mended = without_trailing_commas(text);
    strict_builder builder(text, limits, problems, wanted);
    json::sax_parse(builder.begin(), builder.end(), &builder, json::input_format_t::json, true, limits.comments);
    if (!problems.empty()) return {std::nullopt, std::move(problems).take()};
    return {std::move(builder).take(), {}};
}

} // namespace

read_result<json> parse_json(std::string_view text, const std::string& file, const json_limits& limits) {
    return parse(text, file, limits, {});
}

read_result<json> parse_json(std::string_view text, const std::string& file, const json_limits& limits,
                             std::string_view list, std::vector<std::string_view>& elements) {
    return parse(text, file, limits, {list, &elements});
}

std::string spaced_json(const nlohmann::ordered_json& value) {
    const auto plain = [](const nlohmann::ordered_json& v) {
        return v.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    };
    if (!value.is_structured()) return plain(value);
    std::string text;
    for (const auto& [key, member] : value.items()) {
        if (!text.empty()) text += ", ";
        if (value.is_object()) text += plain(key) + ": ";
        text += spaced_json(member);
    }
    return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

} // namespace fairway
