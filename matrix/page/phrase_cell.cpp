#include "matrix/page/phrase_cell.hpp"

#include "matrix/page/cell_text.hpp"
#include "text/names.hpp"

#include <algorithm>
#include <optional>

namespace fairway {

namespace {

/// "repository.example.com", "*.example.com", "<account>.example.com", "https://example.com/path".
std::optional<endpoint> as_endpoint(std::string_view word) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (word.starts_with(scheme)) word.remove_prefix(scheme.size());
    while (word.ends_with('.') || word.ends_with(':'))
        word.remove_suffix(1);
    endpoint e;
    const auto slash = word.find('/');
    e.host = word.substr(0, slash);
    if (slash != std::string_view::npos && slash + 1 < word.size()) e.path = word.substr(slash);
    if (e.host.find('.') == std::string::npos) return std::nullopt;
    if (!is_endpoint_host(e.host) && !is_ipv4_address(e.host)) return std::nullopt;
    if (e.path.find_first_of(" \"'<>`\\") != std::string::npos) return std::nullopt;
    return e;
}

std::string_view take_endpoint_word(std::string_view& text) {
    constexpr std::string_view between = " \t\n,;()";
    text.remove_prefix(std::min(text.find_first_not_of(between), text.size()));
    const auto word = text.substr(0, text.find_first_of(between));
    text.remove_prefix(word.size());
    return word;
}

/// The host names, if there is nothing else.
std::vector<endpoint> only_endpoints(std::string_view text) {
    std::vector<endpoint> all;
    for (auto word = take_endpoint_word(text); !word.empty(); word = take_endpoint_word(text)) {
        auto e = as_endpoint(word);
        if (!e) return {};
        all.push_back(std::move(*e));
    }
    return all;
}

void add_endpoints(std::vector<endpoint>& all, std::vector<endpoint> more) {
    for (auto& e : more)
        if (std::find(all.begin(), all.end(), e) == all.end()) all.push_back(std::move(e));
}

/// Behind the parenthesis that closes the one at the beginning; nothing where none does.
std::optional<std::size_t> end_of_group(std::string_view text) {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')' && --depth == 0) return i + 1;
    }
    return std::nullopt;
}

constexpr std::size_t most_in_a_phrase = 6; ///< separators: cells can be long

/// A phrase, and where in the cell it stands.
struct phrase_span {
    std::size_t begin, end;
};

/// How long the separator is that `text` begins with, `before` being what stands before it; 0: it begins with none.
std::size_t separator_size(std::string_view text) {
    const auto blanks_from = [&](std::size_t at) { return std::min(text.find_first_not_of(" \n", at), text.size()); };
    if (text[0] == ',' || text[0] == ';') return blanks_from(1);
    if (text.starts_with("/\n")) return blanks_from(1);
    const auto word = blanks_from(0);
    if (word == 0) return 0;
    if (text.substr(word).starts_with("/ ")) return blanks_from(word + 1);
    if (text.substr(word).starts_with("or ") || text.substr(word).starts_with("or\n")) return blanks_from(word + 2);
    // A line of its own in parentheses belongs to the phrase above it.
    if (text[0] == '\n' && word < text.size() && text[word] != '(') return word;
    return 0;
}

std::vector<phrase_span> spans_of(std::string_view text) {
    std::vector<phrase_span> spans;
    std::size_t begin = 0;
    const auto add = [&](std::size_t end) {
        if (!trimmed(text.substr(begin, end - begin)).empty()) spans.push_back({begin, end});
    };
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] == '(') {
            if (const auto end = end_of_group(text.substr(i))) {
                i += *end;
                continue;
            }
        }
        const auto size = separator_size(text.substr(i));
        if (size == 0) {
            ++i;
            continue;
        }
        add(i);
        i += size;
        begin = i;
    }
    add(text.size());
    return spans;
}

} // namespace

std::vector<endpoint> endpoints_among(std::string_view text) {
    std::vector<endpoint> all;
    for (auto word = take_endpoint_word(text); !word.empty(); word = take_endpoint_word(text))
        if (auto e = as_endpoint(word)) add_endpoints(all, {*e});
    return all;
}

phrase_cell read_phrase_cell(std::string_view text) {
    phrase_cell cell;
    std::string line; // of what is kept
    const auto end_line = [&] {
        auto hosts = only_endpoints(line);
        if (hosts.empty())
            cell.text += (cell.text.empty() || trimmed(line).empty() ? "" : "\n") + std::string(trimmed(line));
        add_endpoints(cell.endpoints, std::move(hosts));
        line.clear();
    };
    while (!text.empty()) {
        if (text[0] == '(') {
            const auto end = end_of_group(text);
            const auto group = text.substr(0, end.value_or(1));
            auto hosts = end ? only_endpoints(group.substr(1, group.size() - 2)) : std::vector<endpoint>();
            if (hosts.empty())
                // Within parentheses, a line end is a space.
                line += end ? in_one_line(group) : std::string(group);
            add_endpoints(cell.endpoints, std::move(hosts));
            text.remove_prefix(group.size());
            continue;
        }
        if (text[0] == '\n')
            end_line();
        else
            line += text[0];
        text.remove_prefix(1);
    }
    end_line();
    return cell;
}

std::vector<std::string> split_phrases(std::string_view text, const std::function<bool(const std::string&)>& known) {
    const auto spans = spans_of(text);
    std::vector<std::string> phrases;
    const auto words = [&](std::size_t first, std::size_t last) {
        return in_one_line(text.substr(spans[first].begin, spans[last].end - spans[first].begin));
    };
    for (std::size_t i = 0; i < spans.size(); ++i) {
        auto last = std::min(spans.size() - 1, i + most_in_a_phrase);
        while (last > i && !known(words(i, last)))
            --last;
        auto phrase = words(i, last);
        if (std::find(phrases.begin(), phrases.end(), phrase) == phrases.end()) phrases.push_back(std::move(phrase));
        i = last;
    }
    return phrases;
}

} // namespace fairway
