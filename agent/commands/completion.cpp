#include "support/completion.hpp"

#include "agent/commands/command.hpp"
#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <array>
#include <ostream>

namespace fairway {

namespace {

struct shell {
    const char* name;
    std::string (*script)(const program_table& p);
};

constexpr std::array<shell, 3> shells{{{"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}}};

std::vector<std::string> shell_names() {
    std::vector<std::string> names;
    for (const auto& s : shells)
        names.emplace_back(s.name);
    return names;
}

int print_completion(option_reader& given, const console& io) {
    const auto& asked = given.words()[0];
    for (const auto& s : shells)
        if (asked == s.name) {
            io.out << s.script(fairway_program());
            return exit_status::ok;
        }
    given.problem("SHELL", "unknown shell " + in_quotes(asked) + choices(asked, shell_names()));
    return exit_status::usage;
}

} // namespace

command completion_command() {
    command c;
    c.table.name = "completion";
    c.table.summary = "print a script that completes commands, options and values in your shell";
    c.table.usage = {"bash|zsh|fish"};
    c.table.about = "What it offers is what this program knows; print it again after an update.";
    c.table.arguments = {
        {"SHELL", "bash, zsh or fish", 1, 1, "which shell? For example: fairway completion bash", shell_names}};
    c.table.examples = {
        {"fairway completion bash > /etc/bash_completion.d/fairway", "for everybody on this host who uses bash"},
        {"source <(fairway completion zsh)", "in this zsh only; in ~/.zshrc, after compinit, in every one"},
        {"fairway completion fish > ~/.config/fish/completions/fairway.fish", "for you, in fish"}};
    c.run = print_completion;
    return c;
}

} // namespace fairway
