#include "support/command_table.hpp"

#include "text/columns.hpp"

#include <algorithm>
#include <string_view>

namespace fairway {

namespace {

constexpr std::size_t help_width = 100; // columns
constexpr std::size_t widest_word = 26; // a longer one has a line of its own

/// `text` in lines that begin at column `indent`; the first continues what stands before it.
std::string broken(std::string_view text, std::size_t indent) {
    std::string lines;
    std::size_t column = indent;
    for (std::size_t at = 0; at < text.size();) {
        // What is quoted is to be copied: it stays on one line.
        const auto quote = text[at] == '`' ? text.find('`', at + 1) : std::string_view::npos;
        const auto end = std::min(text.find_first_of(" \n", quote == std::string_view::npos ? at : quote), text.size());
        const auto word = text.substr(at, end - at);
        at = end + 1;
        if (word.empty()) continue;
        const auto width = width_of(word);
        if (column > indent && column + 1 + width > help_width) {
            lines += "\n" + std::string(indent, ' ');
            column = indent;
        }
        if (column > indent) {
            lines += ' ';
            ++column;
        }
        lines += word;
        column += width;
    }
    return lines + "\n";
}

std::string item(std::string_view word, std::string_view help, std::size_t indent) {
    std::string text = "  " + std::string(word);
    const auto width = width_of(text);
    if (help.empty()) return text + "\n";
    text += width + 2 > indent ? "\n" + std::string(indent, ' ') : std::string(indent - width, ' ');
    return text + broken(help, indent);
}

std::string shown(const option_row& o) {
    return "--" + o.name + (o.value.empty() ? "" : " " + o.value);
}

/// Where the explanations of all these words begin.
std::size_t indent_of(const std::vector<std::string>& words) {
    std::size_t widest = 0;
    for (const auto& word : words)
        if (const auto width = width_of(word); width <= widest_word) widest = std::max(widest, width);
    return widest + 4;
}

} // namespace

const option_row* command_table::find_option(const std::string& option) const {
    for (const auto& section : sections)
        for (const auto& o : section.options)
            if (o.name == option) return &o;
    return nullptr;
}

std::string render_paragraphs(const std::string& text) {
    std::string all;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find("\n\n", at), text.size());
        const auto paragraph = text.substr(at, end - at);
        at = end + 2;
        all += "\n" + (paragraph.front() == ' ' ? paragraph + "\n" : broken(paragraph, 0));
    }
    return all;
}

std::string render_list(const word_list& list) {
    std::vector<std::string> words;
    for (const auto& [word, meaning] : list.words)
        words.push_back(word);
    const auto indent = indent_of(words);
    std::string text = "\n" + (list.heading.empty() ? "" : list.heading + "\n");
    for (const auto& [word, meaning] : list.words)
        text += item(word, meaning, indent);
    return text;
}

std::string render_exit_codes(const std::vector<std::pair<int, std::string>>& codes, const std::string& notes) {
    if (codes.empty()) return {};
    std::string text = "\nExit codes\n";
    for (const auto& [code, meaning] : codes)
        text += item(std::to_string(code), meaning, 5);
    return text + render_paragraphs(notes);
}

std::string render_help(const std::string& program, const command_table& table) {
    const std::string name = program + " " + table.name;
    std::string text = name + " - " + table.summary + "\n\n";
    bool first = true;
    for (const auto& usage : table.usage) {
        text += (first ? "Usage: " : "       ") + name + (usage.empty() ? "" : " " + usage) + "\n";
        first = false;
    }
    text += render_paragraphs(table.about);

    std::vector<std::string> words;
    for (const auto& a : table.arguments)
        words.push_back(a.name);
    for (const auto& section : table.sections)
        for (const auto& o : section.options)
            words.push_back(shown(o));
    const auto indent = indent_of(words);
    if (!table.arguments.empty()) text += "\n";
    for (const auto& a : table.arguments)
        text += item(a.name, a.help, indent);
    for (const auto& section : table.sections) {
        text += "\n" + (section.heading.empty() ? "" : section.heading + "\n");
        for (const auto& o : section.options)
            text += item(shown(o), o.help + (o.repeatable ? " (repeatable)" : ""), indent);
    }
    for (const auto& list : table.lists)
        text += render_list(list);
    return text + render_paragraphs(table.notes) + render_exit_codes(table.exit_codes, table.exit_notes);
}

} // namespace fairway
