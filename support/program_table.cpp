#include "support/program_table.hpp"

#include "text/nearest.hpp"
#include "text/printable.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <ostream>

namespace fairway {

namespace {

const command* find_command(const program_table& p, const std::string& name) {
    const auto found =
        std::find_if(p.commands.begin(), p.commands.end(), [&](const auto& c) { return c.table.name == name; });
    return found == p.commands.end() ? nullptr : &*found;
}

/// The commands of a group with those below them, or those of the program where it is empty.
std::vector<const command*> commands_of(const program_table& p, const std::string& group) {
    std::vector<const command*> all;
    for (const auto& c : p.commands)
        if (group.empty() ? c.table.name.find(' ') == std::string::npos : c.table.name.starts_with(group + " "))
            all.push_back(&c);
    return all;
}

word_list listing(const program_table& p, const std::string& group) {
    word_list list{group.empty() ? "Commands" : "", {}};
    for (const auto* c : commands_of(p, group)) {
        std::string name = c->table.name.substr(group.empty() ? 0 : group.size() + 1);
        if (!group.empty())
            for (const auto& a : c->table.arguments)
                name += " " + a.name;
        list.words.emplace_back(std::move(name), c->table.summary);
    }
    return list;
}

std::string group_help(const program_table& p, const command& group, std::size_t width) {
    const std::string name = p.name + " " + group.table.name;
    return wrapped(name + " - ", group.table.summary, width) + "\nUsage: " + name + " COMMAND [options]\n" +
           render_list(listing(p, group.table.name), width) + render_paragraphs(group.table.about, width) +
           render_examples(group.table.examples, width) +
           render_paragraphs("`" + p.name + " help " + group.table.name + " COMMAND` explains a command.", width);
}

int unknown_command(const program_table& p, const std::string& group, const std::string& word, const console& io) {
    std::vector<std::string> names;
    for (const auto* c : commands_of(p, group))
        names.push_back(c->table.name.substr(group.empty() ? 0 : group.size() + 1));
    io.err << p.name << ": unknown command " << in_quotes((group.empty() ? "" : group + " ") + word)
           << did_you_mean(word, names) << "\nTry: " << p.name << (group.empty() ? "" : " " + group) << " --help\n";
    return exit_status::usage;
}

int refuse(const program_table& p, const command& c, const arguments& args, const std::vector<problem>& problems,
           const console& io) {
    if (p.refuse)
        if (const auto status = p.refuse(args, problems, io)) return *status;
    print_problems(io.err, p.name, problems);
    // What is wrong with a file, or with the value of an option, is said already.
    if (std::any_of(problems.begin(), problems.end(), [](const auto& one) { return one.file.empty(); }))
        io.err << "Try: " << p.name << ' ' << c.table.name << " --help\n";
    return exit_status::usage;
}

bool asks_for_help(const std::string& word) {
    return word == "--help" || word == "-h" || word == "help";
}

/// `help COMMAND` as `COMMAND --help`.
arguments asking_for_help(arguments command) {
    command.emplace_back("--help");
    return command;
}

} // namespace

void print_problems(std::ostream& err, const std::string& name, const std::vector<problem>& problems) {
    for (const auto& p : problems)
        err << name << ": " << printable(to_string(p)) << '\n';
}

std::string render_help(const program_table& p, std::size_t width) {
    return wrapped(p.name + " - ", p.summary, width) + "\nUsage: " + p.name + " COMMAND [options]\n" +
           render_list(listing(p, ""), width) +
           render_list({"",
                        {{"--version", "print the version"},
                         {"--help", "print this; `" + p.name + " help COMMAND` explains a command"}}},
                       width) +
           render_paragraphs(p.first_steps, width) + render_exit_codes(p.exit_codes, "", width);
}

int run_command_line(const program_table& p, const arguments& args, const console& io) {
    if (args.empty()) {
        io.err << render_help(p, io.width);
        return exit_status::usage;
    }
    if (args[0] == "help" && args.size() > 1)
        return run_command_line(p, asking_for_help({args.begin() + 1, args.end()}), io);
    if (asks_for_help(args[0])) {
        io.out << render_help(p, io.width);
        return exit_status::ok;
    }
    if (args[0] == "--version") {
        io.out << p.name << ' ' << p.version << '\n';
        return exit_status::ok;
    }
    const auto* c = find_command(p, args[0]);
    if (c == nullptr) return unknown_command(p, "", args[0], io);
    std::size_t words = 1;
    if (c->run == nullptr) {
        const auto& group = *c;
        if (args.size() == 1) {
            io.err << group_help(p, group, io.width);
            return exit_status::usage;
        }
        if (args[1] == "help" && args.size() > 2) {
            arguments rest{group.table.name};
            rest.insert(rest.end(), args.begin() + 2, args.end());
            return run_command_line(p, asking_for_help(std::move(rest)), io);
        }
        if (asks_for_help(args[1])) {
            io.out << group_help(p, group, io.width);
            return exit_status::ok;
        }
        c = find_command(p, group.table.name + " " + args[1]);
        if (c == nullptr) return unknown_command(p, group.table.name, args[1], io);
        words = 2;
    }
    for (const command* below = c; below != nullptr && words < args.size();) {
        below = find_command(p, c->table.name + " " + args[words]);
        if (below == nullptr) break;
        c = below;
        ++words;
    }
    option_reader given(c->table);
    if (!given.parse({args.begin() + static_cast<std::ptrdiff_t>(words), args.end()}))
        return refuse(p, *c, args, given.problems(), io);
    if (given.has("help")) {
        io.out << render_help(p.name, c->table, io.width);
        return exit_status::ok;
    }
    const int status = c->run(given, io);
    return given.problems().empty() ? status : refuse(p, *c, args, given.problems(), io);
}

} // namespace fairway
