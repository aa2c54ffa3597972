#include "support/command_table.hpp"

#include "text/columns.hpp"

#include <algorithm>
#include <string_view>

namespace fairway {

namespace {

constexpr std::size_t widest_word = 26; // a longer one has a line of its own

std::string item(std::string_view word, std::string_view help, std::size_t indent, std::size_t width) {
    std::string text = "  " + std::string(word);
    if (help.empty()) return text + "\n";
    if (width_of(text) + 2 > indent) return text + "\n" + wrapped(std::string(indent, ' '), help, width);
    return wrapped(padded(text, indent), help, width);
}

std::string shown(const option_row& o) {
    return "--" + o.name + (o.value.empty() ? "" : " " + o.value);
}

/// Where the explanations of all these words begin.
std::size_t indent_of(const std::vector<std::string>& words, std::size_t width) {
    std::size_t widest = 0;
    for (const auto& word : words)
        if (const auto columns = width_of(word); columns <= widest_word) widest = std::max(widest, columns);
    return std::min(widest + 4, width / 2);
}

/// One way to call a command, broken neither within brackets nor between an option and its value.
std::vector<std::string_view> parts_of(std::string_view usage) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    int depth = 0;
    for (std::size_t at = 0; at <= usage.size(); ++at) {
        if (at < usage.size() && usage[at] == '[') ++depth;
        if (at < usage.size() && usage[at] == ']') --depth;
        if (at < usage.size() && (usage[at] != ' ' || depth > 0)) continue;
        const bool has_value = usage.substr(begin).starts_with("--") && at + 1 < usage.size() && usage[at + 1] != '-' &&
                               usage[at + 1] != '[' &&
                               usage.substr(begin, at - begin).find(' ') == std::string_view::npos;
        if (has_value) continue;
        if (at > begin) parts.push_back(usage.substr(begin, at - begin));
        begin = at + 1;
    }
    return parts;
}

} // namespace

const option_row* command_table::find_option(const std::string& option) const {
    for (const auto& section : sections)
        for (const auto& o : section.options)
            if (o.name == option) return &o;
    return nullptr;
}

std::string render_paragraphs(const std::string& text, std::size_t width) {
    std::string all;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find("\n\n", at), text.size());
        const auto paragraph = text.substr(at, end - at);
        at = end + 2;
        all += "\n" + (paragraph.front() == ' ' ? paragraph + "\n" : wrapped("", paragraph, width));
    }
    return all;
}

std::string render_list(const word_list& list, std::size_t width) {
    std::vector<std::string> words;
    for (const auto& [word, meaning] : list.words)
        words.push_back(word);
    const auto indent = indent_of(words, width);
    std::string text = "\n" + (list.heading.empty() ? "" : list.heading + "\n");
    for (const auto& [word, meaning] : list.words)
        text += item(word, meaning, indent, width);
    return text;
}

std::string render_exit_codes(const std::vector<std::pair<int, std::string>>& codes, const std::string& notes,
                              std::size_t width) {
    if (codes.empty()) return {};
    std::string text = "\nExit codes\n";
    for (const auto& [code, meaning] : codes)
        text += item(std::to_string(code), meaning, 5, width);
    return text + render_paragraphs(notes, width);
}

std::string render_examples(const std::vector<example>& examples, std::size_t width) {
    if (examples.empty()) return {};
    std::string text = "\nExamples\n";
    for (const auto& e : examples)
        text += "  " + e.call + "\n" + wrapped("      ", e.meaning, width); // a command to copy is not broken
    return text;
}

std::string render_help(const std::string& program, const command_table& table, std::size_t width) {
    const std::string name = program + " " + table.name;
    std::string text = wrapped(name + " - ", table.summary, width) + "\n";
    bool first = true;
    for (const auto& usage : table.usage) {
        text += wrapped((first ? "Usage: " : "       ") + name + (usage.empty() ? "" : " "), parts_of(usage), width);
        first = false;
    }
    text += render_paragraphs(table.about, width);

    std::vector<std::string> words;
    for (const auto& a : table.arguments)
        words.push_back(a.name);
    for (const auto& section : table.sections)
        for (const auto& o : section.options)
            words.push_back(shown(o));
    const auto indent = indent_of(words, width);
    if (!table.arguments.empty()) text += "\n";
    for (const auto& a : table.arguments)
        text += item(a.name, a.help, indent, width);
    for (const auto& section : table.sections) {
        text += "\n" + (section.heading.empty() ? "" : section.heading + "\n");
        for (const auto& o : section.options)
            text += item(shown(o), o.help + (o.repeatable ? " (repeatable)" : ""), indent, width);
    }
    for (const auto& list : table.lists)
        text += render_list(list, width);
    return text + render_paragraphs(table.notes, width) + render_examples(table.examples, width) +
           render_exit_codes(table.exit_codes, table.exit_notes, width);
}

} // namespace fairway
