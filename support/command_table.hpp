#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace fairway {

/// Words to choose from, for whoever completes a command line. They are made when somebody asks for them.
using choices_of = std::vector<std::string> (*)();

/// One option of a command. All that is known of it stands here: the parser, the help, the man pages and the shells'
/// completion read this row.
struct option_row {
    std::string name;             ///< without "--"
    std::string value = {};       ///< as the help shows it, e.g. "ROLE[,ROLE]"; empty: a switch
    std::string help = {};        ///< a phrase, or sentences; the help breaks the lines
    bool repeatable = false;      ///< may be given several times, and what is given adds up
    choices_of choices = nullptr; ///< known values; null: any, or `value` says it: "FILE", "DIR", "HOST", "text|json"
};

struct option_section {
    std::string heading;
    std::vector<option_row> options;
};

/// An argument: a word of the command line that belongs to no option.
struct argument_row {
    std::string name; ///< as the help shows it, e.g. "FILE"
    std::string help;
    std::size_t least = 1;
    std::size_t most = 1;
    std::string missing = {}; ///< what to say where there are fewer than `least`
    choices_of choices = nullptr;
};

/// A call that works, if there are such hosts and files, and what it does.
struct example {
    std::string call; ///< the whole line
    std::string meaning;
};

/// More that belongs in the help: words and what they mean.
struct word_list {
    std::string heading;
    std::vector<std::pair<std::string, std::string>> words;
};

/// What a command is called, takes and says of itself. Paragraphs are separated by empty lines; a paragraph that begins
/// with a blank is printed as it is.
struct command_table {
    std::string name;                    ///< behind the program's, e.g. "check" or "matrix list"
    std::string summary;                 ///< a phrase
    std::vector<std::string> usage = {}; ///< what stands behind the name, one for each way to call it
    std::string about = {};
    std::vector<argument_row> arguments = {};
    std::vector<option_section> sections = {};
    std::vector<word_list> lists = {};
    std::string notes = {};
    std::vector<std::pair<int, std::string>> exit_codes = {};
    std::string exit_notes = {};
    std::vector<example> examples = {};

    /// Nothing if the command has no such option; --help is in no table.
    const option_row* find_option(const std::string& option) const;
};

/// `PROGRAM COMMAND --help` in lines of `width` columns.
std::string render_help(const std::string& program, const command_table& table, std::size_t width);

/// Parts of it, for the help of a program.
std::string render_list(const word_list& list, std::size_t width);
std::string render_paragraphs(const std::string& text, std::size_t width);
std::string render_examples(const std::vector<example>& examples, std::size_t width);
std::string render_exit_codes(const std::vector<std::pair<int, std::string>>& codes, const std::string& notes,
                              std::size_t width);

} // namespace fairway
