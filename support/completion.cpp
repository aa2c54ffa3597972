#include "support/completion.hpp"

#include <algorithm>
#include <cctype>
#include <map>

namespace fairway {

namespace {

/// What can stand as a value, or as an argument.
struct expected {
    enum class kind { nothing, anything, words, file, directory, host };
    kind what = kind::anything;
    std::vector<std::string> words = {}; ///< also beside files: the ID of a matrix, or its file
    bool list = false;                   ///< several, separated by commas
};

bool has(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

expected expect(const std::string& value, choices_of choices, bool is_switch) {
    expected e;
    if (is_switch) return {expected::kind::nothing};
    if (choices != nullptr) e.words = choices();
    e.list = has(value, "[,");
    // "text|json" says it itself.
    if (e.words.empty() && has(value, "|") && std::all_of(value.begin(), value.end(), [](char c) {
            return std::islower(static_cast<unsigned char>(c)) || c == '|';
        }))
        for (std::size_t at = 0; at < value.size();) {
            const auto bar = std::min(value.find('|', at), value.size());
            e.words.push_back(value.substr(at, bar - at));
            at = bar + 1;
        }
    if (has(value, "FILE"))
        e.what = expected::kind::file;
    else if (has(value, "DIR"))
        e.what = expected::kind::directory;
    else if (!e.words.empty())
        e.what = expected::kind::words;
    else if (value.starts_with("HOST"))
        e.what = expected::kind::host;
    return e;
}

expected of(const option_row& o) {
    return expect(o.value, o.choices, o.value.empty());
}

/// Of the command's first argument: the others are of its kind, or there are none.
expected argument_of(const command_table& t) {
    if (t.arguments.empty()) return {expected::kind::nothing};
    return expect(t.arguments.front().name, t.arguments.front().choices, false);
}

bool is_group(const command& c) {
    return c.run == nullptr;
}

/// The commands of a group without its name, or those of the program.
std::vector<const command*> below(const program_table& p, const std::string& group) {
    const auto before = group.empty() ? "" : group + " ";
    std::vector<const command*> all;
    for (const auto& c : p.commands)
        if (c.table.name.starts_with(before) && !has(c.table.name.substr(before.size()), " ")) all.push_back(&c);
    return all;
}

std::string last_word(const command& c) {
    return c.table.name.substr(c.table.name.rfind(' ') + 1);
}

std::string joined_by(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : between) + word;
    return text;
}

std::vector<std::string> options_of(const command_table& t) {
    std::vector<std::string> names;
    for (const auto& section : t.sections)
        for (const auto& o : section.options)
            names.push_back("--" + o.name);
    names.emplace_back("--help");
    return names;
}

std::string with_backslash_before(std::string_view special, const std::string& text) {
    std::string escaped;
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos) escaped += '\\';
        escaped += c;
    }
    return escaped;
}

/// In single quotes, as bash and zsh read them.
std::string quoted(const std::string& text) {
    std::string q = "'";
    for (const char c : text)
        q += c == '\'' ? "'\\''" : std::string(1, c);
    return q + "'";
}

std::string fish_quoted(const std::string& text) {
    return "'" + with_backslash_before("\\'", text) + "'";
}

/// Patterns of a `case` that match a command, word by word: what was found before it, a blank, the word.
std::string patterns(const program_table& p, const char* between) {
    std::vector<std::string> all;
    for (const auto& c : p.commands)
        all.push_back(quoted(has(c.table.name, " ") ? c.table.name : " " + c.table.name));
    return joined_by(all, between);
}

std::vector<std::string> top_words(const program_table& p) {
    std::vector<std::string> words;
    for (const auto* c : below(p, ""))
        words.push_back(c->table.name);
    return words;
}

/// The first sentence or clause of a help: a completion has a line for each option.
std::string in_short(const std::string& help) {
    return help.substr(0, std::min({help.find("; "), help.find(". "), help.size()}));
}

std::string head(const program_table& p, const char* shell) {
    return "# " + std::string(shell) + " completion for " + p.name + " " + p.version + ", made by `" + p.name +
           " completion " + shell + "`\n";
}

/// Assignments, for bash.
std::string for_bash(const expected& e) {
    std::string text;
    switch (e.what) {
    case expected::kind::nothing:
    case expected::kind::anything:
    case expected::kind::words: break;
    case expected::kind::file: text = "what=file "; break;
    case expected::kind::directory: text = "what=directory "; break;
    case expected::kind::host: text = "what=hostname "; break;
    }
    return text + (e.list ? "list=1 " : "") + "words=" + quoted(joined_by(e.words, " "));
}

/// The action of zsh's _arguments.
std::string for_zsh(const expected& e) {
    const auto words = with_backslash_before(":", joined_by(e.words, " "));
    switch (e.what) {
    case expected::kind::nothing:
    case expected::kind::anything: break;
    case expected::kind::words:
        if (words.ends_with('=')) return "{compadd -S \"\" -- " + words + "}";
        return e.list ? "_sequence compadd - " + words : "(" + words + ")";
    case expected::kind::file: return words.empty() ? "_files" : "{compadd -- " + words + "; _files}";
    case expected::kind::directory: return "_files -/";
    case expected::kind::host: return e.list ? "_sequence _hosts" : "_hosts";
    }
    return " ";
}

/// Options of fish's complete.
std::string for_fish(const expected& e) {
    const auto words = joined_by(e.words, " ");
    switch (e.what) {
    case expected::kind::nothing: return "";
    case expected::kind::anything: return " -x";
    case expected::kind::words: return " -x -a " + fish_quoted(e.list ? "(__fish_append , " + words + ")" : words);
    case expected::kind::file: return " -r -F" + (words.empty() ? "" : " -a " + fish_quoted(words));
    case expected::kind::directory: return " -x -a '(__fish_complete_directories)'";
    case expected::kind::host: return " -x -a '(__fish_print_hostnames)'";
    }
    return "";
}

} // namespace

std::string bash_completion(const program_table& p) {
    std::string groups =
        "            '') words=" + quoted(joined_by(top_words(p), " ") + " help --help --version") + " ;;\n";
    std::string options, positional;
    std::map<std::string, std::string> values; // what is expected, and the options whose value it is
    for (const auto& c : p.commands) {
        const auto& t = c.table;
        if (is_group(c)) {
            std::vector<std::string> names;
            for (const auto* one : below(p, t.name))
                names.push_back(last_word(*one));
            groups += "            " + quoted(t.name) + ") words=" + quoted(joined_by(names, " ")) + " ;;\n";
            continue;
        }
        options += "            " + quoted(t.name) + ") words=" + quoted(joined_by(options_of(t), " ")) + " ;;\n";
        for (const auto& section : t.sections)
            for (const auto& o : section.options) {
                if (o.value.empty()) continue;
                auto& pattern = values[for_bash(of(o))];
                pattern += (pattern.empty() ? "" : " | ") + quoted(t.name + " --" + o.name);
            }
        if (const auto argument = argument_of(t); argument.what != expected::kind::nothing)
            positional += "            " + quoted(t.name) + ") " + for_bash(argument) + " ;;\n";
    }
    std::string cases;
    for (const auto& [what, pattern] : values)
        cases += "        " + pattern + ") " + what + " ;;\n";
    return head(p, "bash") + "_" + p.name + R"(() {
    local line=${COMP_LINE:0:COMP_POINT} given=() replies=() breaks=${COMP_WORDBREAKS//[^=:]/}
    local at=1 command= option= prefix= value words= what= list= kept= reply
    COMPREPLY=()
    read -ra given <<<"$line" # not COMP_WORDS, whose words end at "=" and ":"
    [[ $line == *[[:space:]] ]] && given+=("")
    local current=${given[-1]}
    [[ ${given[1]} == help ]] && (( ${#given[@]} > 2 )) && at=2
    for (( ; at < ${#given[@]} - 1; ++at )); do
        case "$command ${given[at]}" in
            )" +
           patterns(p, " | ") + R"()
                command="${command:+$command }${given[at]}" ;;
            *) break ;;
        esac
    done

    value=$current
    if [[ $current == --*=* ]]; then
        option=${current%%=*} prefix=${current%%=*}= value=${current#*=}
    elif (( at < ${#given[@]} - 1 )); then
        option=${given[-2]}
    fi
    case "$command $option" in
)" + cases +
           R"(        *) option= prefix= value=$current ;;
    esac
    if [[ -z $option ]]; then
        case $command in
)" + groups +
           R"(            *) [[ ${given[1]} == help ]] && return ;;
        esac
        [[ -n $words ]] && (( at < ${#given[@]} - 1 )) && return # no such command
        [[ $current == -* ]] || case $command in
)" + positional +
           R"(        esac
        [[ -n $words$what ]] || case $command in
)" + options +
           R"(        esac
    fi

    if [[ -n $list && $value == *,* ]]; then
        prefix+=${value%,*}, value=${value##*,}
    fi
    mapfile -t replies < <(
        compgen -W "$words" -- "$value"
        [[ -n $what ]] && compgen -A "$what" -- "$value"
    )
    [[ $what == file || $what == directory ]] && compopt -o filenames 2>/dev/null
    [[ ${#replies[@]} == 1 && ${replies[0]} == *= ]] && compopt -o nospace 2>/dev/null
    # Readline replaces only what stands behind the last of the characters that end a word.
    [[ -n $breaks && $current == *[$breaks]* ]] && kept=${current%"${current##*[$breaks]}"}
    for reply in "${replies[@]}"; do
        reply=$prefix$reply
        COMPREPLY+=("${reply#"$kept"}")
    done
}
complete -F _)" +
           p.name + " " + p.name + "\n";
}

std::string zsh_completion(const program_table& p) {
    std::string cases;
    const auto list = [&](const std::string& group) {
        std::string text = "        (" + quoted(group) + ")\n            local -a commands=(\n";
        for (const auto* c : below(p, group))
            text += "                " + quoted(last_word(*c) + ":" + c->table.summary) + "\n";
        if (group.empty()) text += "                'help:explain a command'\n";
        return text + "            )\n            (( at == CURRENT )) && _describe -t commands command commands ;;\n";
    };
    cases += list("");
    for (const auto& c : p.commands) {
        if (is_group(c)) {
            cases += list(c.table.name);
            continue;
        }
        cases += "        (" + quoted(c.table.name) + ")\n            _arguments";
        for (const auto& section : c.table.sections)
            for (const auto& o : section.options) {
                const auto spec =
                    std::string(o.repeatable ? "*" : "") + "--" + o.name + (o.value.empty() ? "" : "=") + "[" +
                    with_backslash_before("[]\\", in_short(o.help)) + "]" +
                    (o.value.empty() ? "" : ":" + with_backslash_before(":", o.value) + ":" + for_zsh(of(o)));
                cases += " \\\n                " + quoted(spec);
            }
        cases += " \\\n                '--help[show the help]'";
        if (const auto argument = argument_of(c.table); argument.what != expected::kind::nothing)
            cases += " \\\n                " + quoted("*:" + c.table.arguments.front().name + ":" + for_zsh(argument));
        cases += " ;;\n";
    }
    return "#compdef " + p.name + "\n" + head(p, "zsh") + "_" + p.name + R"(() {
    local command=
    integer at=2
    [[ $words[2] == help ]] && (( CURRENT > 2 )) && at=3
    for (( ; at < CURRENT; at++ )); do
        case "$command $words[at]" in
            ()" +
           patterns(p, "|") + R"() command="${command:+$command }$words[at]" ;;
            (*) break ;;
        esac
    done
    # What follows sees a command of one word.
    [[ -n $command && $words[2] != help ]] && shift $(( at - 2 )) words && (( CURRENT -= at - 2, at = 2 ))
    case $command in
)" + cases +
           R"(    esac
}
if [[ $funcstack[1] == _)" +
           p.name + " ]]; then _" + p.name + " \"$@\"; else compdef _" + p.name + " " + p.name + "; fi\n";
}

std::string fish_completion(const program_table& p) {
    const auto begin = [&](const std::string& command) {
        return "complete -c " + p.name + " -n " + fish_quoted("__" + p.name + "_command " + fish_quoted(command));
    };
    std::string text = head(p, "fish") + "function __" + p.name +
                       R"(_command --description 'whether this command was given'
    set -l given (commandline -opc)
    set -e given[1]
    test "$given[1]" = help; and set -e given[1]
    set -l command ''
    for word in $given
        switch "$command $word"
            case )" + patterns(p, " ") +
                       R"(
                set command (string trim "$command $word")
            case '*'
                break
        end
    end
    test "$command" = "$argv[1]"
end
complete -c )" + p.name +
                       " -f\n";
    const auto list = [&](const std::string& group) {
        for (const auto* c : below(p, group))
            text += begin(group) + " -a " + last_word(*c) + " -d " + fish_quoted(c->table.summary) + "\n";
        if (group.empty()) text += begin(group) + " -a help -d 'explain a command'\n";
    };
    list("");
    for (const auto& c : p.commands) {
        if (is_group(c)) {
            list(c.table.name);
            continue;
        }
        for (const auto& section : c.table.sections)
            for (const auto& o : section.options)
                text += begin(c.table.name) + " -l " + o.name + for_fish(of(o)) + " -d " +
                        fish_quoted(in_short(o.help)) + "\n";
        text += begin(c.table.name) + " -l help -d 'show the help'\n";
        const auto argument = argument_of(c.table);
        if (argument.what == expected::kind::words)
            text += begin(c.table.name) + " -a " + fish_quoted(joined_by(argument.words, " ")) + "\n";
        if (argument.what == expected::kind::file)
            text += begin(c.table.name) + " -F" +
                    (argument.words.empty() ? "" : " -a " + fish_quoted(joined_by(argument.words, " "))) + "\n";
    }
    return text;
}

} // namespace fairway
